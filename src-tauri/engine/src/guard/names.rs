//! Names of functions, types, operators and collations.

use pg_query::NodeEnum;
use pg_query::protobuf::{Node, TypeName};

use super::reject::{Code, Reject, named};
use super::text::unknown;
use super::walk::{Passed, Walk};
use super::{functions, types};

impl Walk<'_> {
    /// `f` or `pg_catalog.f`. A type's name is also a function: `date(created_at)` casts.
    pub(super) fn function(&self, name: &[&str]) -> Passed {
        let (bare, whole) = match name {
            [bare] | ["pg_catalog", bare] => (*bare, name.join(".")),
            _ => {
                let text = format!("The function {} is of another schema.", named(&name.join(".")));
                return Err(Reject::new(Code::Function, text));
            }
        };
        if functions::allowed(bare) || types::allowed(bare) {
            return Ok(());
        }
        Err(Reject::new(Code::Function, format!("The function {} is not on the list.", named(&whole))))
    }

    /// A type by its name, with its modifiers: `numeric(10, 2)`, `text[]`.
    pub(super) fn type_name(&mut self, type_name: &TypeName) -> Passed {
        self.count()?;
        if type_name.setof || type_name.pct_type {
            return Err(unknown("A type taken from a column"));
        }
        let names = super::walk::names_of(&type_name.names);
        match names.as_slice() {
            [bare] | ["pg_catalog", bare] if types::allowed(bare) => {}
            names => {
                let text = format!("The type {} is not on the list.", named(&names.join(".")));
                return Err(Reject::new(Code::Type, text));
            }
        }
        let plain = |node: &Node| matches!(node.node, Some(NodeEnum::AConst(_)));
        if type_name.typmods.iter().all(plain) { Ok(()) } else { Err(unknown("A computed size of a type")) }
    }

    /// `+` or `OPERATOR(pg_catalog.+)`.
    pub(super) fn operator(&self, name: &[&str]) -> Passed {
        match name {
            [_] | ["pg_catalog", _] => Ok(()),
            _ => {
                let text = format!("The operator {} is of another schema.", named(&name.join(".")));
                Err(Reject::new(Code::Operator, text))
            }
        }
    }

    /// `"C"` or `pg_catalog."C"`.
    pub(super) fn collation(&self, name: &[&str]) -> Passed {
        match name {
            [_] | ["pg_catalog", _] => Ok(()),
            _ => {
                let text = format!("The collation {} is of another schema.", named(&name.join(".")));
                Err(Reject::new(Code::Operator, text))
            }
        }
    }
}
