-- After the migrations, done or failed: the owner has no members again, and is nobody else.
revoke tenantry_reader from tenantry_owner;
