//! The addresses to which the program may connect: only those of the public network, however they are written.
//!
//! A link that a person types decides where the program connects. An address inside its own network could be that of a router, of a
//! database, or of the cloud's metadata service, which gives out keys. So a name is resolved once, every address is checked here, and
//! the connection goes to the address that was checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The ports to which the program connects: those of the web.
pub const PORTS: [u16; 2] = [80, 443];

/// Whether an address is public. What is not known to be public is not: IPv6 addresses outside `2000::/3` are refused, so new special
/// ranges there are too.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

/// Follows the registry of special-purpose addresses (IANA, RFC 6890 and its successors).
#[expect(clippy::unnested_or_patterns, reason = "a line for each range of the registry")]
fn is_public_4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127, ..)                  // this network; private; loopback
            | (100, 64..=127, _)            // shared by providers (CGNAT, RFC 6598)
            | (169, 254, _)                 // link-local, and clouds' own services
            | (172, 16..=31, _)             // private
            | (192, 0, 0 | 2)               // protocols; documentation
            | (192, 31, 196)                // AS112
            | (192, 52, 193)                // AMT
            | (192, 88, 99)                 // 6to4 relays
            | (192, 168, _)                 // private
            | (192, 175, 48)                // AS112
            | (198, 18 | 19, _)             // measurements
            | (198, 51, 100)                // documentation
            | (203, 0, 113)                 // documentation
            | (224..=255, ..) // multicast, reserved, broadcast
    );
    !is_special
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let [a, b, c, ..] = address.segments();
    // Only global unicast addresses are public. Loopback, mapped, NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), discard, unique local,
    // link-local and multicast addresses are outside.
    if a & 0xe000 != 0x2000 {
        return false;
    }
    match (a, b, c) {
        // A 6to4 address contains an IPv4 address, which must be public itself.
        (0x2002, high, low) => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            is_public_4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo, ORCHID, benchmarking and the other protocols (2001::/23); documentation (2001:db8::/32, RFC 9637); direct
        // delegation of AS112.
        (0x2001, 0..=0x01ff | 0x0db8, _) | (0x3fff, 0..=0x0fff, _) | (0x2620, 0x004f, 0x8000) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every range of the registry that is not public, by its first and last address.
    const CLOSED: &[(&str, &str)] = &[
        ("0.0.0.0", "0.255.255.255"),
        ("10.0.0.0", "10.255.255.255"),
        ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.0.0.0", "192.0.0.255"),
        ("192.0.2.0", "192.0.2.255"),
        ("192.31.196.0", "192.31.196.255"),
        ("192.52.193.0", "192.52.193.255"),
        ("192.88.99.0", "192.88.99.255"),
        ("192.168.0.0", "192.168.255.255"),
        ("192.175.48.0", "192.175.48.255"),
        ("198.18.0.0", "198.19.255.255"),
        ("198.51.100.0", "198.51.100.255"),
        ("203.0.113.0", "203.0.113.255"),
        ("224.0.0.0", "239.255.255.255"),
        ("240.0.0.0", "255.255.255.255"),
    ];

    fn four(text: &str) -> u32 {
        text.parse::<Ipv4Addr>().unwrap().to_bits()
    }

    fn is_closed(bits: u32) -> bool {
        CLOSED.iter().any(|(first, last)| (four(first)..=four(last)).contains(&bits))
    }

    #[test]
    fn every_range_is_closed_to_its_ends_and_open_beyond() {
        for (first, last) in CLOSED {
            let (first, last) = (four(first), four(last));
            for bits in [first, last, first / 2 + last / 2] {
                assert!(!is_public(IpAddr::V4(Ipv4Addr::from_bits(bits))), "{}", Ipv4Addr::from_bits(bits));
            }
            for bits in [first.wrapping_sub(1), last.wrapping_add(1)] {
                let address = Ipv4Addr::from_bits(bits);
                assert_eq!(is_public(IpAddr::V4(address)), !is_closed(bits), "{address}");
            }
        }
    }

    #[test]
    fn all_of_the_first_three_numbers_agree_with_the_registry() {
        // No rule depends on the fourth number, so this covers every address. The ranges are in order, so one pass over both is
        // enough.
        let mut closed = CLOSED.iter().map(|(first, last)| four(first)..=four(last)).peekable();
        for bits in (0..=u32::MAX).step_by(256) {
            while closed.next_if(|range| *range.end() < bits).is_some() {}
            let is_closed = closed.peek().is_some_and(|range| range.contains(&bits));
            assert_eq!(is_public_4(Ipv4Addr::from_bits(bits)), !is_closed, "{}", Ipv4Addr::from_bits(bits));
        }
    }

    #[test]
    fn the_ranges_are_in_order() {
        assert!(CLOSED.iter().is_sorted_by_key(|(first, _)| four(first)));
    }

    #[test]
    fn addresses_that_contain_or_are_private_ones_are_refused() {
        for text in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2001:1ff:ffff::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:a9fe:a9fe::",
            "2620:4f:8000::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn the_public_network_is_open() {
        for text in [
            "8.8.8.8",
            "151.101.1.69",
            "100.63.255.255",
            "2606:4700::1111",
            "2a00:1450::8a",
            "2001:4860::8888",
            "2002:808:808::1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_mapped_or_translated_address_passes(bits: u32) {
            let inner = Ipv4Addr::from_bits(bits);
            prop_assert!(!is_public(IpAddr::V6(inner.to_ipv6_mapped())));
            let [high, low] = [(bits >> 16) as u16, (bits & 0xffff) as u16];
            prop_assert!(!is_public(IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low))));
            prop_assert!(!is_public(IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low))));
            let tunnel = Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1);
            prop_assert_eq!(is_public(IpAddr::V6(tunnel)), is_public(IpAddr::V4(inner)));
        }
    }
}
