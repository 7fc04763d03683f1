//! Mappings of cells, read and written with little code.
//!
//! ink!'s `Mapping` compiles its way to the host anew for each pair of key and value: a few
//! hundred bytes for each mapping of a contract. Here all share one. Keys and values are the
//! same bytes: the mapping's 32-bit key and the SCALE encoding of the entry's.

use crate::stored::{Cell, Stored, append};
use alloc::vec::Vec;
use ink::storage::{
    Mapping,
    traits::{Packed, StorageKey},
};
use scale::EncodeLike;

/// A key of fixed length, as SCALE encodes it.
pub trait Key: EncodeLike {
    /// Appends the key's bytes.
    fn write(&self, bytes: &mut Vec<u8>);
}

impl<const N: usize> Key for [u8; N] {
    fn write(&self, bytes: &mut Vec<u8>) {
        append(bytes, self);
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Key for $type {
            fn write(&self, bytes: &mut Vec<u8>) {
                append(bytes, &self.to_le_bytes());
            }
        }
    )*};
}
numbers!(u8, u32, u64);

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: Key),+> Key for ($($name,)+) {
            #[allow(non_snake_case)]
            fn write(&self, bytes: &mut Vec<u8>) {
                let ($($name,)+) = self;
                $( $name.write(bytes); )+
            }
        }
    };
}
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);

/// A mapping whose values are cells.
pub trait Cells<K, T> {
    /// The cell of a key; `None` where there is none.
    fn load(&self, key: K) -> Option<T>;
    /// Stores a cell.
    fn save(&mut self, key: K, cell: &T);
}

impl<K: Key, T: Cell + Clone, Root: StorageKey> Cells<K, T> for Mapping<K, Stored<T>, Root>
where
    Stored<T>: Packed,
{
    #[cfg(target_arch = "riscv64")]
    fn load(&self, key: K) -> Option<T> {
        let mut bytes = [0; rules::limits::MAX_CELL];
        let bytes = crate::host::load(&on_chain::path(Root::KEY, &key), &mut bytes)?;
        Some(T::read(&mut crate::stored::Reader::new(bytes)))
    }

    #[cfg(target_arch = "riscv64")]
    fn save(&mut self, key: K, cell: &T) {
        let mut bytes = Vec::with_capacity(rules::limits::MAX_CELL);
        cell.write(&mut bytes);
        crate::host::save(&on_chain::path(Root::KEY, &key), &bytes);
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn load(&self, key: K) -> Option<T> {
        self.get(key).map(|cell| cell.0)
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn save(&mut self, key: K, cell: &T) {
        self.insert(key, &Stored(cell.clone()));
    }
}

#[cfg(target_arch = "riscv64")]
mod on_chain {
    use super::Key;
    use alloc::vec::Vec;

    /// Where an entry is: the mapping's key, then the entry's. Once for all mappings with the same
    /// type of key.
    #[inline(never)]
    pub(super) fn path<K: Key>(root: u32, key: &K) -> Vec<u8> {
        let mut path = Vec::with_capacity(96);
        path.extend_from_slice(&root.to_le_bytes());
        key.write(&mut path);
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::Encode as _;

    #[test]
    fn x11_keys_are_their_scale_encoding() {
        let key = ([7u8; 32], 1u32, 2u8);
        let mut bytes = Vec::new();
        key.write(&mut bytes);
        assert_eq!(bytes, key.encode());
        let key = ([7u8; 32], 1u32, u32::MAX, [9u8; 20]);
        let mut bytes = Vec::new();
        key.write(&mut bytes);
        (3u64, 4u32).write(&mut bytes);
        assert_eq!(bytes, [key.encode(), (3u64, 4u32).encode()].concat());
    }
}
