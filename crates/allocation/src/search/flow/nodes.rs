//! Distances and potentials of the nodes of a flow.

/// No distance yet.
pub(super) const FAR: i64 = i64::MAX;
/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// The state of one kind of node in a search.
#[derive(Debug)]
pub(super) struct Nodes {
    pub(super) potential: Vec<i64>,
    pub(super) distance: Vec<i64>,
    pub(super) is_final: Vec<bool>,
    pub(super) from: Vec<u32>,
    touched: Vec<u32>,
}

impl Nodes {
    pub(super) fn new(potential: Vec<i64>) -> Self {
        let count = potential.len();
        let (distance, is_final, from) = (vec![FAR; count], vec![false; count], vec![NONE; count]);
        Self { potential, distance, is_final, from, touched: Vec::new() }
    }

    /// Notes a shorter distance.
    pub(super) fn reach(&mut self, node: u32, distance: i64, from: u32) -> bool {
        let at = node as usize;
        if distance >= self.distance[at] {
            return false;
        }
        if self.distance[at] == FAR {
            self.touched.push(node);
        }
        self.distance[at] = distance;
        self.from[at] = from;
        true
    }

    /// Adjusts the potentials after a path of length `length`, and forgets distances.
    pub(super) fn settle(&mut self, length: i64) {
        for node in self.touched.drain(..) {
            let at = node as usize;
            if self.is_final[at] && self.distance[at] < length && length < FAR {
                self.potential[at] += self.distance[at] - length;
            }
            self.distance[at] = FAR;
            self.is_final[at] = false;
        }
    }
}
