use std::any::{Any, TypeId};
use std::fmt;

/// Reusable buffers of one worker: one slot for each type a stage asks for.
///
/// Stages and engines are shared between threads and immutable; what they need to write while they
/// work they keep here, so that a run allocates per worker rather than per article. A stage names
/// its own private type and gets the same value back for the next document.
///
/// ```
/// use dixit_text::Scratch;
///
/// #[derive(Default)]
/// struct Buffers { scores: Vec<f32> }
///
/// let mut scratch = Scratch::default();
/// scratch.get::<Buffers>().scores.push(0.5);
/// assert_eq!(scratch.get::<Buffers>().scores.len(), 1);
/// ```
#[derive(Default)]
pub struct Scratch {
    /// Few types ask, so a scan beats a map.
    slots: Vec<(TypeId, Box<dyn Any + Send>)>,
}

impl Scratch {
    /// The worker's value of type `T`, made with `T::default()` on first use.
    pub fn get<T: Any + Default + Send>(&mut self) -> &mut T {
        let id = TypeId::of::<T>();
        let i = match self.slots.iter().position(|(t, _)| *t == id) {
            Some(i) => i,
            None => {
                self.slots.push((id, Box::<T>::default()));
                self.slots.len() - 1
            }
        };
        self.slots[i].1.downcast_mut().expect("a slot holds the type it is named after")
    }

    /// Moves the worker's value out, leaving `T::default()` behind, so that two buffers can be used at once.
    /// Put it back with `*scratch.get() = value`.
    pub fn take<T: Any + Default + Send>(&mut self) -> T {
        std::mem::take(self.get::<T>())
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scratch({} slots)", self.slots.len())
    }
}
