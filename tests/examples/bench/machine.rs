//! What the machine was doing meanwhile: figures of a busy machine are read with that in mind.

/// Cores and load, in words.
pub(crate) fn load() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    format!("{cores} cores, load {load}")
}
