//! What other contracts ask the provenance registry.

use crate::{
    abi::Word,
    host::{CallFailed, call},
    words::Words,
};
use ink::{Address, codegen::sol::selector_bytes};
use rules::{Account, Bytes32};

/// What a sale has to know of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleFacts {
    /// The owner; zero where there is no record.
    pub owner: Account,
    /// Raised by every change of owner.
    pub epoch: u32,
    /// Raised when the record's content is replaced.
    pub generation: u32,
    /// What the record's kind is priced by.
    pub units: u64,
    /// The sum of the parents' shares, in basis points.
    pub parents_share: u16,
    /// Whether the record can still be taken over.
    pub provisional: bool,
}

/// How a child's income reaches one of its parents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// The child's generation.
    pub generation: u32,
    /// The parent's position among the child's parents.
    pub position: u8,
    /// The parent's part of the child's gross income, in basis points.
    pub share: u16,
    /// The parent's owner; zero where `parent` is not a parent of `child`.
    pub parent_owner: Account,
    /// The parent's generation.
    pub parent_generation: u32,
    /// The sum of the shares of the parent's own parents, in basis points.
    pub parent_parents_share: u16,
}

/// Asks for what a sale has to know of a record.
///
/// # Errors
/// [`CallFailed`].
pub fn sale_facts(registry: &Address, record: &Bytes32) -> Result<SaleFacts, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("saleFacts(uint256)");
    let [owner, epoch, generation, units, parents_share, provisional] =
        call(registry, SELECTOR, Words::new().push(*record), 0)?;
    Ok(SaleFacts {
        owner: account(&owner)?,
        epoch: read(&epoch)?,
        generation: read(&generation)?,
        units: read(&units)?,
        parents_share: read(&parents_share)?,
        provisional: read(&provisional)?,
    })
}

/// Asks how a child's income reaches a parent.
///
/// # Errors
/// [`CallFailed`].
pub fn lineage(registry: &Address, child: &Bytes32, parent: &Bytes32) -> Result<Lineage, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("lineage(uint256,uint256)");
    let [generation, position, share, owner, parent_generation, parent_parents_share] =
        call(registry, SELECTOR, Words::new().push(*child).push(*parent), 0)?;
    Ok(Lineage {
        generation: read(&generation)?,
        position: read(&position)?,
        share: read(&share)?,
        parent_owner: account(&owner)?,
        parent_generation: read(&parent_generation)?,
        parent_parents_share: read(&parent_parents_share)?,
    })
}

fn read<T: Word>(word: &Bytes32) -> Result<T, CallFailed> {
    T::from_word(word).ok_or(CallFailed)
}

fn account(word: &Bytes32) -> Result<Account, CallFailed> {
    read::<Address>(word).map(|address| address.0)
}
