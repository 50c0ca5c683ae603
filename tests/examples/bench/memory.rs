//! The memory of a program with all that it started, from `/proc`.

use std::collections::HashMap;
use std::fmt;
use std::fs;

/// Of a tree of processes, in kilobytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    /// Shared pages counted by halves, thirds, …: what the machine gains when the tree ends.
    pub(crate) pss: u64,
    /// Shared pages counted in each process.
    pub(crate) rss: u64,
    /// How many processes of each name.
    pub(crate) processes: Vec<String>,
}

impl Memory {
    /// Of this process and its descendants.
    pub(crate) fn of_tree(root: u32) -> Self {
        let mut memory = Self::default();
        let parents = parents();
        for process in tree(root, &parents) {
            let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
            memory.pss += kilobytes(&rollup, "Pss:");
            memory.rss += kilobytes(&rollup, "Rss:");
            let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
            memory.processes.push(format!("{} {} MB", name.trim(), kilobytes(&rollup, "Pss:") / 1024));
        }
        memory
    }
}

/// `PSS 190 MB, RSS 400 MB in 3 processes (…)`.
impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pss, rss, processes } = self;
        let (pss, rss) = (pss / 1024, rss / 1024);
        write!(f, "PSS {pss} MB, RSS {rss} MB in {} processes ({})", processes.len(), processes.join(", "))
    }
}

fn tree(root: u32, parents: &HashMap<u32, u32>) -> Vec<u32> {
    let mut found = vec![root];
    let mut at = 0;
    while at < found.len() {
        let children = parents.iter().filter(|(_, parent)| **parent == found[at]).map(|(child, _)| *child);
        found.extend(children.collect::<Vec<_>>());
        at += 1;
    }
    found
}

/// The parent of every process.
fn parents() -> HashMap<u32, u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    ids.filter_map(|id| Some((id, parent(id)?))).collect()
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // the name, in brackets, may hold anything
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

fn kilobytes(rollup: &str, field: &str) -> u64 {
    let line = rollup.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0)
}
