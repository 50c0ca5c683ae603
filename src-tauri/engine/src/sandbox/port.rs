//! Which port of loopback the server takes.

use std::net::{Ipv4Addr, TcpListener};

use super::error::SandboxError;

/// Whether nothing listens on this port of loopback now; it may be taken a moment later.
pub(super) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that the kernel says is free now; it may be taken a moment later, so the caller tries again on a clash.
pub(super) fn any_free() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The port asked for, else the one of last time when it is still free, else any free one.
pub(super) fn choose(wanted: Option<u16>, remembered: Option<u16>) -> Result<u16, SandboxError> {
    match (wanted, remembered) {
        (Some(port), _) if is_free(port) => Ok(port),
        (Some(port), _) => Err(SandboxError::PortTaken(port)),
        (None, Some(port)) if is_free(port) => Ok(port),
        (None, _) => {
            any_free().map_err(SandboxError::files("listened on", std::path::Path::new("127.0.0.1")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_when_asked_for_and_replaced_when_remembered() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = holder.local_addr().unwrap().port();
        assert!(matches!(choose(Some(taken), None), Err(SandboxError::PortTaken(port)) if port == taken));
        let other = choose(None, Some(taken)).unwrap();
        assert_ne!(other, taken);
    }
}
