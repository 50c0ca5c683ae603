-- One way of writing values: what COPY gives is the same bytes wherever the rows lie. No transaction around it: nobody
-- writes any more, and the locks of thousands of tables would outgrow the server's table of them.
set default_transaction_read_only = on;
set statement_timeout = 0;
set datestyle = 'ISO, MDY';
set intervalstyle = 'postgres';
set timezone = 'UTC';
set bytea_output = 'hex';
set extra_float_digits = 1;
set row_security = off;
