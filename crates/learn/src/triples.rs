use crate::container::Reader;
use crate::table::{Bytes, owned};
use crate::{Container, ContainerBuilder, ModelError};

/// Weights of three classes by feature, for the features that decide most: four bytes each, two to a bucket.
///
/// ```text
/// bucket (8 bytes): print 0 | w w w | print 1 | w w w
/// ```
///
/// The upper bits of a feature name its bucket, the eight bits after them are its print. A feature that is not there weighs nothing; one in
/// some 130 is taken for another. As small as a table can be, so that it stays in the cache, for classifiers that look up dozens of
/// features a decision: parsers.
#[derive(Clone, Debug)]
pub struct Triples<'a> {
    bytes: Bytes<'a>,
    bits: u32,
}

/// Bytes of a bucket, and before the first.
const BUCKET: usize = 8;
const HEAD: usize = 64;
/// Most features whose weights may go into one sum.
const MOST: usize = 256;

impl<'a> Triples<'a> {
    /// The table in a section.
    ///
    /// # Errors
    /// [`ModelError`] where the section is missing or malformed.
    pub fn read(container: &Container<'a>, name: &str) -> Result<Self, ModelError> {
        let mut r = Reader::new(name, container.section(name)?);
        let bits = r.u32()?;
        if !(1..=30).contains(&bits) {
            return Err(ModelError::malformed(name, "number of buckets out of range"));
        }
        r.take(HEAD - 4)?;
        Ok(Self { bytes: Bytes::Borrowed(r.take(BUCKET << bits)?), bits })
    }

    /// Adds a table of `2^bits` buckets to a container. Features come in order of what they decide: one whose bucket is full, or has its
    /// print, is left out. Returns how many were taken in.
    ///
    /// # Panics
    /// If `bits` is not in `1..=30`.
    pub fn write(
        builder: &mut ContainerBuilder,
        name: &str,
        bits: u32,
        features: impl IntoIterator<Item = (u64, [i8; 3])>,
    ) -> usize {
        assert!((1..=30).contains(&bits), "2^{bits} buckets");
        let mut out = bits.to_le_bytes().to_vec();
        out.resize(HEAD + (BUCKET << bits), 0);
        let mut taken = 0;
        for (feature, weights) in features {
            let (bucket, print) = place(feature, bits);
            let bucket = &mut out[HEAD + bucket * BUCKET..][..BUCKET];
            if bucket[0] == print || bucket[4] == print {
                continue;
            }
            let Some(slot) = [0, 4].into_iter().find(|&slot| bucket[slot] == 0) else { continue };
            bucket[slot] = print;
            bucket[slot + 1..slot + 4].copy_from_slice(&weights.map(|w| w as u8));
            taken += 1;
        }
        builder.section(name, out);
        taken
    }

    /// The same table with its own copy of the weights, in large pages where the system has them. Clones share it.
    pub fn into_owned(self) -> Triples<'static> {
        Triples { bytes: owned(&self.bytes), bits: self.bits }
    }

    /// The sums of the weights of `features`, each plus one and the same number.
    ///
    /// # Panics
    /// If there are more than 256 features.
    #[inline(always)]
    pub fn sum<const N: usize>(&self, features: &[u64; N]) -> [i32; 3] {
        const { assert!(N <= MOST, "too many features for a sum of 16 bits") };
        // Two lanes at once, each from 0 to 255.
        let (mut outer, mut inner) = (0u32, 0u32);
        // Once: where the bytes are is not asked again for each feature.
        let bytes: &[u8] = &self.bytes;
        for &feature in features {
            let (bucket, print) = place(feature, self.bits);
            let at = bucket * BUCKET;
            let bucket = u64::from_le_bytes(bytes[at..at + BUCKET].try_into().expect("a bucket"));
            let (first, second) = (bucket as u32, (bucket >> 32) as u32);
            let found = if first as u8 == print { first } else { 0 };
            let found = if second as u8 == print { second } else { found };
            let lanes = found ^ 0x8080_8080;
            outer += lanes >> 8 & 0x00ff_00ff;
            inner += lanes >> 16 & 0xff;
        }
        [outer & 0xffff, inner, outer >> 16].map(|sum| sum as i32)
    }
}

/// Bucket and print of a feature. A print is never 0, which marks a free slot.
#[inline(always)]
fn place(feature: u64, bits: u32) -> (usize, u8) {
    ((feature >> (64 - bits)) as usize, ((feature >> (56 - bits)) as u8).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn weights_add_up_and_strangers_weigh_nothing() {
        let rows: Vec<(u64, [i8; 3])> =
            (0..100u8).map(|i| (hash::bytes(&[i]), [i as i8, -(i as i8), 100])).collect();
        let mut builder = ContainerBuilder::default();
        assert!(Triples::write(&mut builder, "t", 7, rows.iter().copied()) > 85);
        let file = builder.finish();
        let container = Container::parse(&file).unwrap();
        let table = Triples::read(&container, "t").unwrap().into_owned();
        let sum = table.sum(&[rows[1].0, rows[2].0, hash::bytes(b"stranger")]);
        assert_eq!([sum[0] - sum[1], sum[2] - sum[1]], [6, 203]);
        assert!(Triples::read(&container, "u").is_err());
    }
}
