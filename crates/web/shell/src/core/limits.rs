//! How often one client may try to sign in, or answer a consultation. What an address may be sent is counted in the database (`store::accounts::sign_ins`), for all
//! instances together; this is the coarser guard against one client that tries many addresses.

use crate::core::problem::Problem;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

/// So many tries at once: a whole campus can stand behind one address.
const BURST: NonZeroU32 = NonZeroU32::new(40).expect("40 is not 0");
/// After them, one more each time this has passed.
const EVERY: Duration = Duration::from_secs(15);
/// So many answers at once: a lecture theatre, each with a phone, behind one address.
const BURST_OF_ANSWERS: NonZeroU32 = NonZeroU32::new(300).expect("300 is not 0");
/// After them, one more each time this has passed.
const EVERY_ANSWER: Duration = Duration::from_secs(1);
/// More clients than this are not remembered without looking who can be forgotten.
const MANY: usize = 10_000;

/// Counts the tries of each client.
#[derive(Debug)]
pub struct Limits(DefaultKeyedRateLimiter<IpAddr>);

impl Default for Limits {
    fn default() -> Self {
        Self::of(EVERY, BURST)
    }
}

impl Limits {
    /// For answers to consultations. Who sent one is forgotten within minutes, and is never beside what was sent.
    #[must_use]
    pub fn of_answers() -> Self {
        Self::of(EVERY_ANSWER, BURST_OF_ANSWERS)
    }

    fn of(every: Duration, burst: NonZeroU32) -> Self {
        let quota = Quota::with_period(every).expect("it is more than nothing").allow_burst(burst);
        Self(RateLimiter::keyed(quota))
    }

    /// Count a try. A client that is not known is not counted.
    ///
    /// # Errors
    /// There were too many.
    pub fn count(&self, client: Option<IpAddr>) -> Result<(), Problem> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        let allowed = client.is_none_or(|client| self.0.check_key(&network(client)).is_ok());
        if allowed { Ok(()) } else { Err(Problem::TooMany) }
    }
}

/// The network of a client, as far as it counts as one: who has one address of version 6 has 2^64 of them.
pub(crate) fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_stopped_and_others_are_not() {
        let limits = Limits::default();
        let client = |text: &str| Some(text.parse().unwrap());
        for _ in 0..BURST.get() {
            assert!(limits.count(client("192.0.2.1")).is_ok());
        }
        assert!(limits.count(client("192.0.2.1")).is_err());
        assert!(limits.count(client("::ffff:192.0.2.1")).is_err());
        assert!(limits.count(client("192.0.2.2")).is_ok());
        assert!(limits.count(None).is_ok());
    }

    #[test]
    fn a_network_of_version_6_is_one_client() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::2:1".parse().unwrap()));
        assert_ne!(network("2001:db8::1".parse().unwrap()), network("2001:db8:0:1::1".parse().unwrap()));
    }
}
