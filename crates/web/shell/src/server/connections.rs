//! Which connections are open: so many in all, and so many of each network.

use super::{ServerLimits, activity::Activity};
use crate::core::limits::network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The open connections. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    open: Arc<Mutex<Open>>,
    most: usize,
    of_network: Option<usize>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, (IpAddr, Arc<Activity>)>,
}

/// The place of one connection, which is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    pub(super) activity: Arc<Activity>,
    connections: Connections,
}

impl Connections {
    pub(super) fn new(limits: &ServerLimits) -> Self {
        Self { open: Arc::default(), most: limits.connections, of_network: limits.of_network }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection. If its network or all have none left, it takes that of the connection that has waited
    /// longest without a request: idle ones are opened again by their browsers, and half-sent requests can then keep nobody
    /// out. None if all are busy with requests.
    pub(super) fn admit(&self, client: IpAddr) -> Option<Place> {
        let from = network(client);
        let mut open = self.open();
        let of_network = open.connections.values().filter(|(other, _)| *other == from).count();
        if self.of_network.is_some_and(|most| of_network >= most) {
            open.replace_oldest(|other| other == from)?;
        }
        if open.connections.len() >= self.most {
            open.replace_oldest(|_| true)?;
        }
        let (number, activity) = (open.next, Arc::new(Activity::new()));
        open.next += 1;
        open.connections.insert(number, (from, activity.clone()));
        Some(Place { number, activity, connections: self.clone() })
    }
}

impl Open {
    /// Closes the connection that has waited longest of those networks.
    fn replace_oldest(&mut self, of: impl Fn(IpAddr) -> bool) -> Option<()> {
        let waiting = self.connections.iter().filter(|(_, (network, _))| of(*network));
        let oldest = waiting
            .filter_map(|(number, (_, activity))| Some((activity.waits_since()?, *number)))
            .min()
            .map(|(_, number)| number)?;
        let (_, activity) = self.connections.remove(&oldest)?;
        activity.replace();
        Some(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open().connections.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize, of_network: Option<usize>) -> Connections {
        Connections::new(&ServerLimits { connections: most, of_network, ..ServerLimits::default() })
    }

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_new_connection_replaces_the_one_that_waited_longest() {
        let connections = connections(3, None);
        let places: Vec<_> = (0..3).map(|_| connections.admit(from("192.0.2.1")).unwrap()).collect();
        places[0].activity.requested();
        let fourth = connections.admit(from("192.0.2.2")).unwrap();
        let left: Vec<u64> = connections.open().connections.keys().copied().collect();
        assert!(left.contains(&0) && !left.contains(&1) && left.contains(&2) && left.contains(&fourth.number));
    }

    #[test]
    fn requests_in_progress_keep_their_places_and_others_are_refused() {
        let connections = connections(2, None);
        let busy: Vec<_> = (0..2).map(|_| connections.admit(from("192.0.2.1")).unwrap()).collect();
        busy.iter().for_each(|place| place.activity.requested());
        assert!(connections.admit(from("192.0.2.2")).is_none());
        drop(busy);
        assert!(connections.admit(from("192.0.2.2")).is_some());
    }

    #[test]
    fn a_network_of_version_6_has_one_share_and_others_have_theirs() {
        let connections = connections(10, Some(1));
        let busy = connections.admit(from("2001:db8::1")).unwrap();
        busy.activity.requested();
        assert!(connections.admit(from("2001:db8::2:1")).is_none());
        assert!(connections.admit(from("2001:db8:0:1::1")).is_some());
    }
}
