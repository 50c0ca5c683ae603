-- One moment for all tables, and one way of writing values: what COPY gives is the same bytes wherever the rows lie.
set statement_timeout = 0;
set datestyle = 'ISO, MDY';
set intervalstyle = 'postgres';
set timezone = 'UTC';
set bytea_output = 'hex';
set extra_float_digits = 1;
set row_security = off;
begin transaction isolation level repeatable read read only;
