//! What can be decided about a field of an action.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// What people write, up to this number of characters.
    Text(usize),
    /// A key of the charter.
    Key,
    /// Keys of the charter.
    Keys,
    /// A date.
    Date,
}

/// Who may read a field, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldReaders {
    /// Members of the organisation alone. Its changes are kept out of the activity log of everyone else.
    Members,
    /// The secretariat, the Steering Board and action owners by their link as well. It is not public.
    Others,
    /// Everyone, once it is submitted: it is a field of [`PublicDetails`](super::PublicDetails).
    Everyone,
}

/// What a new action has in a field of the action that it is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldCopy {
    /// The same.
    Copied,
    /// Nothing.
    Cleared,
}

/// What an action has in a field when others are merged into it. The fields of the others stay with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldMerge {
    /// What it had.
    Kept,
    /// What all of them had.
    Joined,
    /// Nothing.
    Cleared,
}
