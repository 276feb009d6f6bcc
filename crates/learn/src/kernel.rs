use crate::container::Reader;
use crate::table::{Bytes, owned};
use crate::{Container, ContainerBuilder, ModelError};

/// Weights of pairs of a feature and a class, where the hash of a feature alone says where its weights are.
///
/// A hash kernel (Shi et al., "Hash kernels", AISTATS 2009): `2^bits` lines of `LANES` weights of 8 bits, no keys, no search. The upper
/// bits of a feature name its line; the bits after them say in which order the classes have its lanes, save where there are
/// four lanes or less. Features that fall on one line thus share it in different orders, so that few of their weights meet; those
/// that do were trained together.
/// Made for models that score few classes of many features, and for features of which every one was seen.
///
/// `LANES` is a power of two; with 64, a line is a cache line.
#[derive(Clone, Debug)]
pub struct Kernel<'a, const LANES: usize> {
    bytes: Bytes<'a>,
    bits: u32,
}

/// What scores pairs of features and classes: a [`Kernel`], or what a trainer has of it.
pub trait Weights {
    /// Where the weights of a feature are, whose upper bits are well mixed: its place of class 0.
    fn place(&self, feature: u64) -> usize;

    /// The weight of a class at a place.
    fn weight(&self, place: usize, class: u8) -> i32;

    /// The sum of the weights of a class at several places.
    #[inline(always)]
    fn sum<const N: usize>(&self, places: &[usize; N], class: u8) -> i32 {
        places.iter().map(|&place| self.weight(place, class)).sum()
    }
}

/// Most lanes of a line whose lanes are classes, so that a caller can add up all at once.
const FEW: usize = 4;
/// Bytes before the weights.
const HEAD: usize = 64;

impl<'a, const LANES: usize> Kernel<'a, LANES> {
    /// The kernel in a section.
    ///
    /// # Errors
    /// [`ModelError`] where the section is missing or malformed.
    pub fn read(container: &Container<'a>, name: &str) -> Result<Self, ModelError> {
        let mut r = Reader::new(name, container.section(name)?);
        let (lanes, bits) = (r.u32()?, r.u32()?);
        if lanes as usize != LANES || !LANES.is_power_of_two() || !(1..=30).contains(&bits) {
            return Err(ModelError::malformed(name, "not a kernel of this shape"));
        }
        r.take(HEAD - 8)?;
        Ok(Self { bytes: Bytes::Borrowed(r.take(LANES << bits)?), bits })
    }

    /// Adds a kernel to a container, its weights in the order of their places.
    ///
    /// # Panics
    /// If the weights are not `2^bits` lines.
    pub fn write(builder: &mut ContainerBuilder, name: &str, weights: &[i8]) {
        let lines = weights.len() / LANES;
        assert!(lines.is_power_of_two() && lines > 1 && lines * LANES == weights.len(), "not 2^n lines");
        let mut out = Vec::with_capacity(HEAD + weights.len());
        out.extend_from_slice(&(LANES as u32).to_le_bytes());
        out.extend_from_slice(&lines.trailing_zeros().to_le_bytes());
        out.resize(HEAD, 0);
        out.extend(weights.iter().map(|&w| w as u8));
        builder.section(name, out);
    }

    /// The same kernel with its own copy of the weights, in large pages where the system has them. Clones share it.
    pub fn into_owned(self) -> Kernel<'static, LANES> {
        Kernel { bytes: owned(&self.bytes), bits: self.bits }
    }

    /// The weights of all lanes at a place, as they lie.
    #[inline(always)]
    pub fn line(&self, place: usize) -> &[u8; LANES] {
        self.bytes[place..place + LANES].try_into().expect("a line")
    }
}

impl<const LANES: usize> Weights for Kernel<'_, LANES> {
    #[inline(always)]
    fn place(&self, feature: u64) -> usize {
        place::<LANES>(feature, self.bits)
    }

    #[inline(always)]
    fn weight(&self, place: usize, class: u8) -> i32 {
        i32::from(self.bytes[place ^ usize::from(class)] as i8)
    }

    #[inline(always)]
    fn sum<const N: usize>(&self, places: &[usize; N], class: u8) -> i32 {
        // Where the bytes are is not asked again for each place.
        let bytes: &[u8] = &self.bytes;
        places.iter().map(|&place| i32::from(bytes[place ^ usize::from(class)] as i8)).sum()
    }
}

/// The place of class 0 under a feature; that of another class is the exclusive or of both.
#[inline(always)]
pub(crate) fn place<const LANES: usize>(feature: u64, bits: u32) -> usize {
    let place = (feature >> (64 - bits - LANES.trailing_zeros())) as usize;
    if LANES > FEW { place } else { place & !(LANES - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_found_where_they_were_put() {
        let mut weights = vec![0i8; 64 << 4];
        let feature = 0xf123_4567_89ab_cdef;
        weights[place::<64>(feature, 4) ^ 3] = -5;
        let mut builder = ContainerBuilder::default();
        Kernel::<64>::write(&mut builder, "k", &weights);
        let file = builder.finish();
        let container = Container::parse(&file).unwrap();
        let kernel = Kernel::<64>::read(&container, "k").unwrap().into_owned();
        let at = kernel.place(feature);
        assert_eq!((at / 64, kernel.weight(at, 3), kernel.weight(at, 4)), (15, -5, 0));
        assert!(Kernel::<4>::read(&container, "k").is_err());
    }
}
