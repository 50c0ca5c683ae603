//! MiniStack's answers made like those of RDS. It differs in that
//! - an instance is `available` at once, and its address is that of nobody: states follow a script here, and the address
//!   is that of a real PostgreSQL where one stands in;
//! - it makes no secret for the master user (`ManageMasterUserPassword` is taken and forgotten): `MasterUserSecret` is
//!   added, and the secret lies in its Secrets Manager when somebody stands in;
//! - an instance that is deleted is gone at once, where RDS shows it as `deleting` for minutes (not mended);
//! - `CreateSecret` with a token and value that were used before is told `ResourceExistsException`, where AWS takes it for
//!   the same call; and a name whose secret waits for its deletion is told the same, where AWS says
//!   `InvalidRequestException` (not mended: both mean that the name is taken);
//! - `RestoreSecret` of one that waits for nothing is refused, and `DeleteAlarms` with a name that is not there is not
//!   (not mended: our calls take both ways).

use std::collections::{HashMap, VecDeque};

use regex::{Captures, Regex};

use super::Call;

/// A real PostgreSQL behind an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The ARN of the secret with the master user's login.
    pub master: String,
}

/// What is known of instances and snapshots beyond what MiniStack knows.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) stands: HashMap<String, Stand>,
    pub(super) states: HashMap<String, VecDeque<String>>,
}

impl Script {
    /// The answer as RDS would give it. A look at one instance or snapshot goes on to its next state; the last one stays.
    pub(super) fn rewritten(&mut self, call: &Call, answer: &str) -> String {
        let instances = Regex::new(r"(?s)<DBInstance>.*?</DBInstance>").expect("it is a pattern");
        let snapshots = Regex::new(r"(?s)<DBSnapshot>.*?</DBSnapshot>").expect("it is a pattern");
        let answer = instances.replace_all(answer, |found: &Captures<'_>| self.instance(call, &found[0]));
        snapshots.replace_all(&answer, |found: &Captures<'_>| self.snapshot(call, &found[0])).into_owned()
    }

    fn instance(&mut self, call: &Call, xml: &str) -> String {
        let identifier = get(xml, "DBInstanceIdentifier");
        let mut xml = xml.to_owned();
        let state = match call.action.as_str() {
            "CreateDBInstance" => Some("creating".to_owned()),
            _ => self.state(&identifier, looks_at(call, "DescribeDBInstances", &identifier)),
        };
        if let Some(state) = state {
            xml = set(&xml, "DBInstanceStatus", &state);
        }
        let arn = get(&xml, "DBInstanceArn").replace(":rds:", ":secretsmanager:");
        let mut master = arn.replace(":db:", ":secret:rds!db-") + "-AbCdEf";
        if let Some(stand) = self.stands.get(&identifier) {
            master.clone_from(&stand.master);
            let address = format!("<Address>{}</Address><Port>{}</Port>", stand.host, stand.port);
            xml = set(&xml, "Endpoint", &address);
        }
        if get(&xml, "DBInstanceStatus") == "creating" {
            xml = without(&xml, "Endpoint");
        }
        let master = format!("<SecretArn>{master}</SecretArn><SecretStatus>active</SecretStatus>");
        xml = without(&xml, "MasterUserSecret");
        xml.replace("</DBInstance>", &format!("<MasterUserSecret>{master}</MasterUserSecret></DBInstance>"))
    }

    fn snapshot(&mut self, call: &Call, xml: &str) -> String {
        let id = get(xml, "DBSnapshotIdentifier");
        match self.state(&id, looks_at(call, "DescribeDBSnapshots", &id)) {
            Some(state) => {
                let percent = if state == "available" { "100" } else { "40" };
                set(&set(xml, "Status", &state), "PercentProgress", percent)
            }
            None => xml.to_owned(),
        }
    }

    fn state(&mut self, identifier: &str, goes_on: bool) -> Option<String> {
        let states = self.states.get_mut(identifier)?;
        if goes_on && states.len() > 1 { states.pop_front() } else { states.front().cloned() }
    }
}

/// Whether the call looks at this one, and not at a list.
fn looks_at(call: &Call, action: &str, identifier: &str) -> bool {
    call.action == action && call.of.as_deref() == Some(identifier)
}

fn element(name: &str) -> Regex {
    Regex::new(&format!("(?s)<{name}>(.*?)</{name}>|<{name}/>")).expect("a name is a pattern")
}

fn get(xml: &str, name: &str) -> String {
    let found = element(name).captures(xml);
    found.and_then(|found| found.get(1)).map(|text| text.as_str().to_owned()).unwrap_or_default()
}

fn set(xml: &str, name: &str, value: &str) -> String {
    let value = format!("<{name}>{value}</{name}>");
    element(name).replacen(xml, 1, regex::NoExpand(&value)).into_owned()
}

fn without(xml: &str, name: &str) -> String {
    element(name).replacen(xml, 1, "").into_owned()
}
