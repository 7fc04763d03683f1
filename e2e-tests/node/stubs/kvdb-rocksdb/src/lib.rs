//! The interface of `kvdb-rocksdb`, as far as Substrate uses it. Opening a database fails, so none of its
//! methods is ever called: a node here keeps its state in ParityDb.

use kvdb::{DBKeyValue, DBTransaction, DBValue, KeyValueDB};
use std::{collections::HashMap, io, path::Path};

/// How a database would be opened.
#[derive(Default, Clone)]
pub struct DatabaseConfig {
    /// Ignored.
    pub max_open_files: i32,
    /// Ignored.
    pub memory_budget: HashMap<u32, usize>,
    /// Ignored.
    pub columns: u32,
    /// Ignored.
    pub create_if_missing: bool,
}

impl DatabaseConfig {
    /// Ignored.
    pub fn with_columns(columns: u32) -> Self {
        Self { columns, ..Default::default() }
    }
}

/// No value of this type exists.
pub enum Database {}

type Entries<'a> = Box<dyn Iterator<Item = io::Result<DBKeyValue>> + 'a>;

// Callers use these without importing the trait, so they are methods of the type as well.
#[allow(missing_docs)]
impl Database {
    pub fn open<P: AsRef<Path>>(_: &DatabaseConfig, _: P) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this node has no RocksDB: --database paritydb"))
    }
    pub fn transaction(&self) -> DBTransaction {
        match *self {}
    }
    pub fn get(&self, _: u32, _: &[u8]) -> io::Result<Option<DBValue>> {
        match *self {}
    }
    pub fn get_by_prefix(&self, _: u32, _: &[u8]) -> io::Result<Option<DBValue>> {
        match *self {}
    }
    pub fn write(&self, _: DBTransaction) -> io::Result<()> {
        match *self {}
    }
    pub fn iter<'a>(&'a self, _: u32) -> Entries<'a> {
        match *self {}
    }
    pub fn iter_with_prefix<'a>(&'a self, _: u32, _: &'a [u8]) -> Entries<'a> {
        match *self {}
    }
    pub fn num_columns(&self) -> u32 {
        match *self {}
    }
    pub fn add_column(&mut self) -> io::Result<()> {
        match *self {}
    }
    pub fn remove_last_column(&mut self) -> io::Result<()> {
        match *self {}
    }
    pub fn force_compact(&self, _: u32) -> io::Result<()> {
        match *self {}
    }
}

impl KeyValueDB for Database {
    fn get(&self, _: u32, _: &[u8]) -> io::Result<Option<DBValue>> {
        match *self {}
    }
    fn get_by_prefix(&self, _: u32, _: &[u8]) -> io::Result<Option<DBValue>> {
        match *self {}
    }
    fn write(&self, _: DBTransaction) -> io::Result<()> {
        match *self {}
    }
    fn iter<'a>(&'a self, _: u32) -> Entries<'a> {
        match *self {}
    }
    fn iter_with_prefix<'a>(&'a self, _: u32, _: &'a [u8]) -> Entries<'a> {
        match *self {}
    }
}
