//! Where a contract keeps what: the root keys of its fields, for native tests.
//!
//! ink! makes each from 32 bits of a hash of the field's name and checks no collision; and a field
//! that is renamed is a field that is empty. So every contract pins its keys in a test.

use alloc::{format, string::String, vec::Vec};
use ink::{
    metadata::layout::{FieldLayout, Layout},
    primitives::Key,
    storage::traits::StorageLayout,
};
use std::collections::BTreeSet;

/// The fields of a contract's storage that have keys of their own, by their paths.
///
/// # Panics
/// Where two of them are the same, or one is that of the contract's root cell (zero).
pub fn root_keys<T: StorageLayout>() -> Vec<(String, Key)> {
    let mut keys = Vec::new();
    collect(&T::layout(&0), "", &mut keys);
    let distinct: BTreeSet<Key> = keys.iter().map(|(_, key)| *key).chain([0]).collect();
    assert_eq!(distinct.len(), keys.len() + 1, "two fields have one key: {keys:x?}");
    keys
}

fn collect(layout: &Layout, path: &str, keys: &mut Vec<(String, Key)>) {
    match layout {
        Layout::Root(root) => keys.push((path.into(), *root.root_key().key())),
        Layout::Struct(parts) => {
            for part in parts.fields() {
                collect(part.layout(), &join(path, part), keys);
            }
        }
        Layout::Leaf(_) | Layout::Hash(_) | Layout::Array(_) | Layout::Enum(_) => {}
    }
}

fn join(path: &str, part: &FieldLayout) -> String {
    if path.is_empty() { String::from(*part.name()) } else { format!("{path}.{}", part.name()) }
}
