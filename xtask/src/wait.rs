//! Waiting for a condition, never for a time: the pause is only the breath between two looks.

use std::time::{Duration, Instant};

const BREATH: Duration = Duration::from_millis(25);

/// Looks until there is an answer or the patience is at its end; looks at least once.
pub(crate) fn until<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let give_up = Instant::now() + patience;
    loop {
        if let Some(answer) = look() {
            return Some(answer);
        }
        if Instant::now() >= give_up {
            return None;
        }
        #[expect(clippy::disallowed_methods, reason = "the breath between two looks at a condition")]
        std::thread::sleep(BREATH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_once_without_patience_and_again_with_it() {
        let mut looks = 0;
        let mut third = || {
            looks += 1;
            (looks == 3).then_some(looks)
        };
        assert_eq!(until(Duration::ZERO, &mut third), None);
        assert_eq!(until(Duration::from_secs(60), &mut third), Some(3));
    }
}
