//! Rate limits per client, for signing in and for responding to consultations. Sign-in emails to one address are limited in the database
//! (`store::accounts::sign_ins`), for all instances together. The limits here are a coarser guard against one client that tries many addresses.
//!
//! A proxy may send no address of its clients. Then they count as one, with a limit of its own that is as high as the service can bear.

use crate::core::problem::Problem;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

/// The number of attempts allowed at once: a whole campus can share one IP address.
const BURST: NonZeroU32 = NonZeroU32::new(40).expect("40 is not 0");
/// The time after which one more attempt is allowed.
const PERIOD: Duration = Duration::from_secs(15);
/// The number of responses allowed at once: the phones of a full lecture theatre can share one IP address.
const RESPONSE_BURST: NonZeroU32 = NonZeroU32::new(300).expect("300 is not 0");
/// The time after which one more response is allowed.
const RESPONSE_PERIOD: Duration = Duration::from_secs(1);
/// The number of sign-in emails that one network can request for one address, and the time after which it can request one more.
const EMAIL_BURST: NonZeroU32 = NonZeroU32::new(5).expect("5 is not 0");
const EMAIL_PERIOD: Duration = Duration::from_mins(3);
/// How many times as much is allowed to all clients whose address is not known, together.
const UNKNOWN_FACTOR: u32 = 10;
/// Above this number of clients, those that are idle are removed.
const PRUNE_ABOVE: usize = 10_000;

/// A rate limit for each client, and one for all clients whose address is not known.
#[derive(Debug)]
pub struct Limits {
    known: DefaultKeyedRateLimiter<IpAddr>,
    unknown: DefaultDirectRateLimiter,
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(PERIOD, BURST)
    }
}

impl Limits {
    /// Creates the limit for responses to consultations. IP addresses are dropped within minutes, and never stored with a response.
    #[must_use]
    pub fn for_responses() -> Self {
        Self::new(RESPONSE_PERIOD, RESPONSE_BURST)
    }

    fn new(period: Duration, burst: NonZeroU32) -> Self {
        let quota = |period, burst| Quota::with_period(period).expect("the period is not 0").allow_burst(burst);
        Self {
            known: RateLimiter::keyed(quota(period, burst)),
            unknown: RateLimiter::direct(quota(
                period / UNKNOWN_FACTOR,
                burst.saturating_mul(NonZeroU32::new(UNKNOWN_FACTOR).expect("10 is not 0")),
            )),
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// There were too many attempts.
    pub fn count(&self, client: Option<IpAddr>) -> Result<(), Problem> {
        if self.known.len() > PRUNE_ABOVE {
            self.known.retain_recent();
        }
        let allowed = match client {
            Some(client) => self.known.check_key(&ipv6_prefix(client)).is_ok(),
            None => self.unknown.check().is_ok(),
        };
        if allowed { Ok(()) } else { Err(Problem::TooMany) }
    }
}

/// A limit on the sign-in emails that one network requests for one address, so that a single client does not use up the emails that
/// strangers can request for it.
#[derive(Debug)]
pub struct EmailLimits(DefaultKeyedRateLimiter<(IpAddr, String)>);

impl Default for EmailLimits {
    fn default() -> Self {
        let quota = Quota::with_period(EMAIL_PERIOD).expect("the period is not 0").allow_burst(EMAIL_BURST);
        Self(RateLimiter::keyed(quota))
    }
}

impl EmailLimits {
    /// Counts a request for an email to an address. If the client is unknown, nothing is counted: the limit of the address remains.
    #[must_use]
    pub fn allows(&self, client: Option<IpAddr>, email: &str) -> bool {
        if self.0.len() > PRUNE_ABOVE {
            self.0.retain_recent();
        }
        client.is_none_or(|client| self.0.check_key(&(ipv6_prefix(client), email.to_owned())).is_ok())
    }
}

/// Truncates an IPv6 address to its /64 prefix, because a client with one IPv6 address usually has the whole prefix. An IPv4 address is a
/// prefix of its own.
pub(crate) fn ipv6_prefix(client: IpAddr) -> IpAddr {
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
    }

    #[test]
    fn clients_without_an_address_have_one_limit_together() {
        let limits = Limits::default();
        for _ in 0..BURST.get() * UNKNOWN_FACTOR {
            assert!(limits.count(None).is_ok());
        }
        assert!(limits.count(None).is_err());
        assert!(limits.count(Some("192.0.2.1".parse().unwrap())).is_ok(), "others are not affected");
    }

    #[test]
    fn a_network_does_not_use_up_the_emails_of_an_address() {
        let limits = EmailLimits::default();
        let client = |text: &str| Some(text.parse().unwrap());
        for _ in 0..EMAIL_BURST.get() {
            assert!(limits.allows(client("2001:db8::1"), "lead@assay.example"));
        }
        assert!(!limits.allows(client("2001:db8::2"), "lead@assay.example"), "a /64 is one network");
        assert!(limits.allows(client("2001:db8::2"), "other@assay.example"));
        assert!(limits.allows(client("2001:db8:1::1"), "lead@assay.example"));
    }

    #[test]
    fn an_ipv6_prefix_is_one_client() {
        assert_eq!(ipv6_prefix("2001:db8::1".parse().unwrap()), ipv6_prefix("2001:db8::2:1".parse().unwrap()));
        assert_ne!(ipv6_prefix("2001:db8::1".parse().unwrap()), ipv6_prefix("2001:db8:0:1::1".parse().unwrap()));
    }
}
