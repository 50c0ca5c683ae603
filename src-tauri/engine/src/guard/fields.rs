//! A function may be written as a field: `g.pg_sleep` calls pg_sleep(g) when g is what a function in FROM answered, and
//! `('port'::text).current_setting` reads a setting. Columns cannot be told from functions without the catalog, so the
//! names of PostgreSQL's own functions and types that reach outside of their argument are refused there.

use super::reject::{Code, Reject, named};
use super::walk::Passed;

/// Callable with one argument, and not harmless, beside all that begin with pg_ and binary_upgrade_. In the order of the alphabet; a
/// proof compares the list with the server's own.
#[rustfmt::skip] // a list of words, not of lines
const REFUSED: [&str; 111] = [
    "aclexplode", "aclitemin", "aclitemout", "amvalidate", "brin_summarize_new_values", "btequalimage",
    "btvarstrequalimage", "cash_words", "cidin", "current_schemas", "current_setting", "currval",
    "fmgr_c_validator", "fmgr_internal_validator", "fmgr_sql_validator", "gin_clean_pending_list",
    "hash_aclitem", "hashcid", "hashoid", "hashoidvector", "hashtid", "hashxid", "hashxid8", "int2vectorin",
    "lo_close", "lo_creat", "lo_create", "lo_get", "lo_import", "lo_tell", "lo_tell64", "lo_unlink",
    "mxid_age", "nextval", "obj_description", "oidin", "oidvectorin", "oidvectortypes", "plpgsql_validator",
    "regclass", "regclassin", "regclassout", "regclasssend", "regcollation", "regcollationin",
    "regcollationout", "regcollationsend", "regconfig", "regconfigin", "regconfigout", "regconfigsend",
    "regdictionary", "regdictionaryin", "regdictionaryout", "regdictionarysend", "regnamespace",
    "regnamespacein", "regnamespaceout", "regnamespacesend", "regoper", "regoperator", "regoperatorin",
    "regoperatorout", "regoperatorsend", "regoperin", "regoperout", "regopersend", "regproc",
    "regprocedure", "regprocedurein", "regprocedureout", "regproceduresend", "regprocin", "regprocout",
    "regprocsend", "regrole", "regrolein", "regroleout", "regrolesend", "regtype", "regtypein",
    "regtypeout", "regtypesend", "row_security_active", "setseed", "tidin", "to_regclass",
    "to_regcollation", "to_regnamespace", "to_regoper", "to_regoperator", "to_regproc", "to_regprocedure",
    "to_regrole", "to_regtype", "to_regtypemod", "ts_debug", "ts_stat", "ts_token_type", "txid_snapshot_in",
    "txid_snapshot_xip", "txid_snapshot_xmax", "txid_snapshot_xmin", "txid_status", "xid8in", "xidin",
    "xml_in", "xml_is_well_formed", "xml_is_well_formed_content", "xml_is_well_formed_document", "xmlagg",
];

/// Whether the name may stand after a point.
pub(super) fn check(field: &str) -> Passed {
    let system = field.starts_with("pg_") || field.starts_with("binary_upgrade_");
    if system && !super::functions::allowed(field) || REFUSED.binary_search(&field).is_ok() {
        let text = format!(
            "The function {} is not on the list, and is called when it is written as a field.",
            named(field)
        );
        return Err(Reject::new(Code::Function, text));
    }
    Ok(())
}
