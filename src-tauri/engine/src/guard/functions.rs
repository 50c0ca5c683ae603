//! The functions that a statement may call, of all that PostgreSQL 15 to 18 bring: aggregates, windows, mathematics, text,
//! time, geometry, network addresses, search, JSON, arrays, ranges. They answer from their arguments alone.
//!
//! Left out on purpose: what reads the catalog, settings or other connections (pg_*, has_*, to_reg*, current_setting,
//! version, row_security_active, inet_server_addr), waits or locks (pg_sleep, advisory locks), writes (set_config,
//! nextval, lo_*, pg_notify, setseed), or takes SQL as text (query_to_xml, ts_stat, ts_rewrite, cursor_to_xml, dblink).

/// In the order of the alphabet: it is searched by halves. A proof compares it with the server's own list.
#[rustfmt::skip] // a list of words, not of lines
pub(super) const ALLOWED: [&str; 361] = [
    "abbrev", "abs", "acos", "acosd", "acosh", "age", "any_value", "area", "array_agg", "array_append",
    "array_cat", "array_dims", "array_fill", "array_length", "array_lower", "array_ndims", "array_position",
    "array_positions", "array_prepend", "array_remove", "array_replace", "array_reverse", "array_sample",
    "array_shuffle", "array_sort", "array_to_json", "array_to_string", "array_to_tsvector", "array_upper",
    "ascii", "asin", "asind", "asinh", "atan", "atan2", "atan2d", "atand", "atanh", "avg", "bit_and",
    "bit_count", "bit_length", "bit_or", "bit_xor", "bool_and", "bool_or", "bound_box", "broadcast",
    "btrim", "cardinality", "casefold", "cbrt", "ceil", "ceiling", "center", "char_length",
    "character_length", "chr", "clock_timestamp", "concat", "concat_ws", "convert", "convert_from",
    "convert_to", "corr", "cos", "cosd", "cosh", "cot", "cotd", "count", "covar_pop", "covar_samp", "crc32",
    "crc32c", "cume_dist", "date_add", "date_bin", "date_part", "date_subtract", "date_trunc", "decode",
    "degrees", "dense_rank", "diagonal", "diameter", "div", "encode", "erf", "erfc", "every", "exp",
    "extract", "factorial", "family", "first_value", "floor", "format", "gamma", "gcd", "gen_random_uuid",
    "generate_series", "generate_subscripts", "get_bit", "get_byte", "height", "host", "hostmask",
    "inet_merge", "inet_same_family", "initcap", "is_normalized", "isclosed", "isempty", "isfinite",
    "ishorizontal", "isopen", "isparallel", "isperp", "isvertical", "json_agg", "json_agg_strict",
    "json_array_elements", "json_array_elements_text", "json_array_length", "json_build_array",
    "json_build_object", "json_each", "json_each_text", "json_extract_path", "json_extract_path_text",
    "json_object", "json_object_agg", "json_object_agg_strict", "json_object_agg_unique",
    "json_object_agg_unique_strict", "json_object_keys", "json_populate_record", "json_populate_recordset",
    "json_strip_nulls", "json_to_record", "json_to_recordset", "json_to_tsvector", "json_typeof",
    "jsonb_agg", "jsonb_agg_strict", "jsonb_array_elements", "jsonb_array_elements_text",
    "jsonb_array_length", "jsonb_build_array", "jsonb_build_object", "jsonb_each", "jsonb_each_text",
    "jsonb_extract_path", "jsonb_extract_path_text", "jsonb_insert", "jsonb_object", "jsonb_object_agg",
    "jsonb_object_agg_strict", "jsonb_object_agg_unique", "jsonb_object_agg_unique_strict",
    "jsonb_object_keys", "jsonb_path_exists", "jsonb_path_exists_tz", "jsonb_path_match",
    "jsonb_path_match_tz", "jsonb_path_query", "jsonb_path_query_array", "jsonb_path_query_array_tz",
    "jsonb_path_query_first", "jsonb_path_query_first_tz", "jsonb_path_query_tz", "jsonb_populate_record",
    "jsonb_populate_recordset", "jsonb_pretty", "jsonb_set", "jsonb_set_lax", "jsonb_strip_nulls",
    "jsonb_to_record", "jsonb_to_recordset", "jsonb_to_tsvector", "jsonb_typeof", "justify_days",
    "justify_hours", "justify_interval", "lag", "last_value", "lcm", "lead", "left", "length", "lgamma",
    "like", "like_escape", "ln", "log", "log10", "lower", "lower_inc", "lower_inf", "lpad", "ltrim",
    "macaddr8_set7bit", "make_date", "make_interval", "make_time", "make_timestamp", "make_timestamptz",
    "masklen", "max", "md5", "min", "min_scale", "mod", "mode", "multirange", "netmask", "network",
    "normalize", "notlike", "now", "npoints", "nth_value", "ntile", "num_nonnulls", "num_nulls", "numnode",
    "octet_length", "overlaps", "overlay", "parse_ident", "pclose", "percent_rank", "percentile_cont",
    "percentile_disc", "pg_column_size", "pg_size_bytes", "pg_size_pretty", "pg_typeof", "phraseto_tsquery",
    "pi", "plainto_tsquery", "popen", "position", "pow", "power", "querytree", "quote_ident",
    "quote_literal", "quote_nullable", "radians", "radius", "random", "random_normal", "range_agg",
    "range_intersect_agg", "range_merge", "rank", "regexp_count", "regexp_instr", "regexp_like",
    "regexp_match", "regexp_matches", "regexp_replace", "regexp_split_to_array", "regexp_split_to_table",
    "regexp_substr", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope",
    "regr_sxx", "regr_sxy", "regr_syy", "repeat", "replace", "reverse", "right", "round", "row_number",
    "row_to_json", "rpad", "rtrim", "scale", "set_bit", "set_byte", "set_masklen", "setweight", "sha224",
    "sha256", "sha384", "sha512", "sign", "similar_escape", "similar_to_escape", "sin", "sind", "sinh",
    "slope", "split_part", "sqrt", "starts_with", "statement_timestamp", "stddev", "stddev_pop",
    "stddev_samp", "string_agg", "string_to_array", "string_to_table", "strip", "strpos", "substr",
    "substring", "sum", "tan", "tand", "tanh", "timeofday", "timezone", "to_ascii", "to_bin", "to_char",
    "to_date", "to_hex", "to_json", "to_jsonb", "to_number", "to_oct", "to_timestamp", "to_tsquery",
    "to_tsvector", "transaction_timestamp", "translate", "trim_array", "trim_scale", "trunc", "ts_delete",
    "ts_filter", "ts_headline", "ts_rank", "ts_rank_cd", "tsquery_phrase", "tsvector_to_array",
    "unicode_assigned", "unistr", "unnest", "upper", "upper_inc", "upper_inf", "uuid_extract_timestamp",
    "uuid_extract_version", "uuidv4", "uuidv7", "var_pop", "var_samp", "variance", "websearch_to_tsquery",
    "width", "width_bucket",
];

/// Those of the list that do not answer the same to the same arguments; nothing is left behind by them.
#[rustfmt::skip] // a list of words, not of lines
pub(super) const VOLATILE: [&str; 9] = [
    "array_sample", "array_shuffle", "clock_timestamp", "gen_random_uuid", "random", "random_normal", "timeofday",
    "uuidv4", "uuidv7",
];

/// Whether the function may be called, by its bare name.
pub(super) fn allowed(name: &str) -> bool {
    ALLOWED.binary_search(&name).is_ok()
}
