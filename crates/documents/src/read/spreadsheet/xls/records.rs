//! Records of a workbook stream.

/// A record with its continuations.
pub(super) struct Record<'a> {
    /// Its type.
    pub(super) kind: u16,
    /// Its data.
    pub(super) bytes: &'a [u8],
    /// The data of its CONTINUE records (0x003C).
    pub(super) continuations: Vec<&'a [u8]>,
}

/// All complete records of a stream.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = Bytes(stream);
    std::iter::from_fn(move || {
        let (kind, bytes) = rest.record()?;
        let mut continuations = Vec::new();
        while rest.clone().u16() == Some(0x003C) {
            let Some((_, bytes)) = rest.record() else { break };
            continuations.push(bytes);
        }
        Some(Record { kind, bytes, continuations })
    })
}

/// Reads little-endian numbers from bytes, never beyond their end.
#[derive(Clone)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
    pub(super) fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }
    /// An RK number ([MS-XLS], 2.5.217): the upper part of a floating-point number or an integer, perhaps in hundredths.
    pub(super) fn rk(&mut self) -> Option<f64> {
        let bits = self.u32()?;
        let number =
            if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
        Some(if bits & 1 == 0 { number } else { number / 100.0 })
    }
    fn record(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = self.u16()?;
        let length = self.u16()?;
        Some((kind, self.take(length.into())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes_are_read() {
        let rk = |bits: u32| Bytes(&bits.to_le_bytes()).rk().unwrap().to_string();
        assert_eq!([rk(0x3FF0_0000), rk(0x3FF0_0001)], ["1", "0.01"]);
        assert_eq!([rk((1234 << 2) | 2), rk((1234 << 2) | 3), rk(u32::MAX - 1)], ["1234", "12.34", "-1"]);
    }

    #[test]
    fn a_record_includes_its_continuations() {
        let stream = [0xFC, 0, 1, 0, b'a', 0x3C, 0, 1, 0, b'b', 0x0A, 0, 0, 0, 0x0B, 0, 9, 0];
        let found: Vec<_> =
            records(&stream).map(|record| (record.kind, record.bytes.len(), record.continuations.len())).collect();
        assert_eq!(found, [(0xFC, 1, 1), (0x0A, 0, 0)], "a truncated record is not returned");
    }
}
