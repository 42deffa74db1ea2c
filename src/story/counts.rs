//! How many articles have a value: what many have leads to no candidates.

/// Bits of a value that count.
const BITS: u32 = 22;

/// Where a value is counted. Values that meet there are taken for one.
fn place(value: u32) -> usize {
    (value & ((1 << BITS) - 1)) as usize
}

/// A set of values, by their places: it may have more than were put.
pub(super) struct Values(Vec<u64>);

impl Values {
    /// No values.
    pub(super) fn new() -> Self {
        Self(vec![0; 1 << (BITS - 6)])
    }

    /// Puts a value.
    pub(super) fn put(&mut self, value: u32) {
        let place = place(value);
        if let Some(bits) = self.0.get_mut(place >> 6) {
            *bits |= 1 << (place & 63);
        }
    }

    /// Whether a value may be one of these.
    pub(super) fn has(&self, value: u32) -> bool {
        let place = place(value);
        self.0.get(place >> 6).is_some_and(|bits| bits >> (place & 63) & 1 == 1)
    }
}

/// Counts by value.
pub(super) struct Counts {
    counts: Vec<u32>,
    /// What is counted more often is common.
    most: u32,
}

impl Counts {
    /// Nothing counted yet.
    pub(super) fn new(most: u32) -> Self {
        Self { counts: vec![0; 1 << BITS], most }
    }

    /// Counts a value once more.
    pub(super) fn add(&mut self, value: u32) {
        if let Some(count) = self.counts.get_mut(place(value)) {
            *count = count.saturating_add(1);
        }
    }

    /// Whether a value is common.
    pub(super) fn is_common(&self, value: u32) -> bool {
        self.counts.get(place(value)).is_some_and(|count| *count > self.most)
    }
}
