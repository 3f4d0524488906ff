//! Branch and price: the best choice of teams, with a proof in integers.

pub(crate) mod column;
pub(crate) mod flow;
pub(crate) mod free;
pub(crate) mod goal;
mod inverse;
pub(crate) mod known;
mod master;
pub(crate) mod panels;
mod random;
pub(crate) mod rankings;
pub(crate) mod reciprocity;
pub(crate) mod simplex;
pub(crate) mod team;
pub(crate) mod tree;
