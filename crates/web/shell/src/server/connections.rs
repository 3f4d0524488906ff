//! The open connections, whose number is limited in all and per network.

use super::{ServerLimits, activity::Activity};
use crate::core::limits::ipv6_prefix;
use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many replaced connections may still be ending. Beyond that, new ones are refused until some of them have ended.
const MAX_ENDING: usize = 50;

/// The open connections. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    open: Arc<Mutex<Open>>,
    max: usize,
    per_network: Option<usize>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, (IpAddr, Arc<Activity>)>,
    /// The connections that were replaced and have not ended yet.
    ending: HashSet<u64>,
}

/// The place of one connection in the limits. It is released on drop.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    pub(super) activity: Arc<Activity>,
    connections: Connections,
}

impl Connections {
    pub(super) fn new(limits: &ServerLimits) -> Self {
        Self { open: Arc::default(), max: limits.connections, per_network: limits.per_network }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a place for a new connection. At a limit, the new connection takes the place of the one that has waited longest without a
    /// request: browsers open an idle connection again, and half-sent requests then cannot occupy all places. `None` if all are busy with
    /// requests.
    pub(super) fn admit(&self, client: IpAddr) -> Option<Place> {
        let network = ipv6_prefix(client);
        let mut open = self.open();
        if open.ending.len() >= MAX_ENDING {
            return None;
        }
        let in_network = open.connections.values().filter(|(other, _)| *other == network).count();
        if self.per_network.is_some_and(|max| in_network >= max) {
            open.replace_oldest(|other| other == network)?;
        }
        if open.connections.len() >= self.max {
            open.replace_oldest(|_| true)?;
        }
        let (number, activity) = (open.next, Arc::new(Activity::new()));
        open.next += 1;
        open.connections.insert(number, (network, activity.clone()));
        Some(Place { number, activity, connections: self.clone() })
    }
}

impl Open {
    /// Ends the connection that has waited longest for a request, of the networks that match. `None` if no connection waits.
    fn replace_oldest(&mut self, matches: impl Fn(IpAddr) -> bool) -> Option<()> {
        let waiting = self.connections.iter().filter(|(_, (network, _))| matches(*network));
        let oldest = waiting
            .filter_map(|(number, (_, activity))| Some((activity.waits_since()?, *number)))
            .min()
            .map(|(_, number)| number)?;
        let (_, activity) = self.connections.remove(&oldest)?;
        self.ending.insert(oldest);
        activity.replace();
        Some(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.connections.remove(&self.number);
        open.ending.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(max: usize, per_network: Option<usize>) -> Connections {
        Connections::new(&ServerLimits { connections: max, per_network, ..ServerLimits::default() })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_new_connection_replaces_the_one_that_has_waited_longest() {
        let connections = connections(3, None);
        let places: Vec<_> = (0..3).map(|_| connections.admit(address("192.0.2.1")).unwrap()).collect();
        places[0].activity.requested();
        let fourth = connections.admit(address("192.0.2.2")).unwrap();
        let left: Vec<u64> = connections.open().connections.keys().copied().collect();
        assert!(left.contains(&0) && !left.contains(&1) && left.contains(&2) && left.contains(&fourth.number));
    }

    #[test]
    fn replaced_connections_count_until_they_have_ended() {
        let connections = connections(1, None);
        let mut places: Vec<_> = (0..=MAX_ENDING).map(|_| connections.admit(address("192.0.2.1")).unwrap()).collect();
        assert!(connections.admit(address("192.0.2.2")).is_none());
        places.remove(0);
        assert!(connections.admit(address("192.0.2.2")).is_some());
    }

    #[test]
    fn connections_with_a_request_are_not_replaced() {
        let connections = connections(2, None);
        let busy: Vec<_> = (0..2).map(|_| connections.admit(address("192.0.2.1")).unwrap()).collect();
        for place in &busy {
            place.activity.requested();
        }
        assert!(connections.admit(address("192.0.2.2")).is_none());
        drop(busy);
        assert!(connections.admit(address("192.0.2.2")).is_some());
    }

    #[test]
    fn an_ipv6_prefix_has_one_limit() {
        let connections = connections(10, Some(1));
        let busy = connections.admit(address("2001:db8::1")).unwrap();
        busy.activity.requested();
        assert!(connections.admit(address("2001:db8::2:1")).is_none());
        assert!(connections.admit(address("2001:db8:0:1::1")).is_some());
    }
}
