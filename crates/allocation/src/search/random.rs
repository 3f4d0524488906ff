//! Numbers that look random and are the same on every machine.

/// A sequence of numbers (`SplitMix64`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Random(u64);

impl Random {
    /// The next number.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// The next number below `count`, which is not 0.
    #[expect(clippy::cast_possible_truncation, reason = "the product's upper half is below count")]
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }

    /// A number of 256ths of which each 256 more are half as likely.
    pub(crate) fn halvings(&mut self) -> i64 {
        let bits = self.next() | 1;
        let zeros = bits.leading_zeros();
        let fraction = (bits << zeros << 1) >> 56;
        i64::from(zeros + 1) * 256 - i64::try_from(fraction).expect("8 bits are left")
    }
}
