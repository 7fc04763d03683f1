//! What other contracts ask the provenance registry.

use crate::{
    abi::Word,
    host::{CallFailed, call, call_all_rows, call_or_pass_on, call_rows},
    stored::{Cell, Reader},
    words::Words,
};
use alloc::vec::Vec;
use ink::{Address, H160, codegen::sol::selector_bytes};
use rules::{
    Account, Bytes32,
    commitment::Commitment,
    limits::MAX_PARENTS,
    parents::Parent,
    standing::{Change, Standing},
};

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
    /// From which Unix second on it is withdrawn; zero where it is not.
    pub withdrawn_from: u64,
    /// A number of [`rules::standing::Standing`].
    pub standing: u8,
}

/// How a child's income reaches one of its parents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
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
    /// The parent's standing: a number of [`rules::standing::Standing`].
    pub parent_standing: u8,
    /// The child's owner.
    pub child_owner: Account,
}

/// What someone registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// SHA-256 of the work's bytes.
    pub digest: Bytes32,
    /// Who shall own the record.
    pub owner: Address,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// What the kind is priced by.
    pub units: u64,
    /// A number of [`rules::work::Origin`].
    pub origin: u8,
    /// SHA-256 of the metadata document; zero for none.
    pub metadata: Bytes32,
    /// Where that document is.
    pub uri: Vec<u8>,
    /// The works it derives from.
    pub parents: Vec<Parent>,
}

/// How a module hands works to the registry: field after field, lists with their length.
///
/// Lists of more than 255 are cut off there: the registry refuses them at that length too.
impl Cell for Work {
    fn write(&self, cell: &mut Vec<u8>) {
        let uri = self.uri.get(..255).unwrap_or(&self.uri);
        let parents = self.parents.get(..255).unwrap_or(&self.parents);
        cell.extend_from_slice(&self.digest);
        cell.extend_from_slice(&self.owner.0);
        cell.extend_from_slice(&self.units.to_le_bytes());
        cell.extend_from_slice(&self.metadata);
        cell.extend_from_slice(&[self.kind, self.origin, uri.len() as u8, parents.len() as u8]);
        cell.extend_from_slice(uri);
        for parent in parents {
            parent.write(cell);
        }
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        let (digest, owner, units, metadata) = (cell.take(), H160(cell.take()), cell.u64(), cell.take());
        let [kind, origin, uri, parents] = cell.take();
        let uri = cell.bytes(uri.into());
        let parents = (0..parents).map(|_| Parent::read(cell)).collect();
        Self { digest, owner, kind, units, origin, metadata, uri, parents }
    }
}

/// How a module's works come to their priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Who registers.
    pub registrant: Account,
    /// A commitment of theirs to be revealed; zero for none.
    pub commitment: Bytes32,
    /// Where there is none to be revealed, the commitment that counts in its place: that of
    /// the catalogue that the works come out of. Block zero for none: they are provisional,
    /// with its time as their priority, or where that is zero too, that of their registration.
    pub made: Commitment,
    /// The catalogue that the works come out of; zero for none.
    pub catalogue: Bytes32,
}

/// Has the registry register works (none, where only a commitment is to be revealed), all or
/// nothing. Answers the commitment that counts; its block is zero where there is none.
///
/// A refusal of the registry ends the running message with the same error: that of one of
/// several works is `WorkRefused`.
pub fn admit(registry: &Address, admission: &Admission, works: &[Work]) -> Commitment {
    const SELECTOR: [u8; 4] = selector_bytes("admit(address,bytes32,uint64,uint32,uint256,bytes)");
    let mut packed = Vec::new();
    for work in works {
        work.write(&mut packed);
    }
    let [at, block] = call_or_pass_on(
        registry,
        SELECTOR,
        Words::new()
            .push(H160(admission.registrant))
            .push(admission.commitment)
            .push(admission.made.at)
            .push(admission.made.block)
            .push(admission.catalogue)
            .bytes(&packed),
    );
    Commitment { at: u64::from_word(&at).unwrap_or_default(), block: u32::from_word(&block).unwrap_or_default() }
}

/// Tells the registry that a record's standing changed: see [`Change`]. `account` is the new
/// owner or the heir, `at` the second from which a withdrawal holds; zero otherwise.
///
/// A refusal of the registry ends the running message with the same error.
pub fn change(registry: &Address, record: &Bytes32, change: Change, account: &Account, at: u64) {
    const SELECTOR: [u8; 4] = selector_bytes("change(uint256,uint8,address,uint64)");
    let [] = call_or_pass_on(
        registry,
        SELECTOR,
        Words::new().push(*record).push(change as u8).push(H160(*account)).push(at),
    );
}

/// Asks for what a sale has to know of a record.
///
/// # Errors
/// [`CallFailed`].
pub fn sale_facts(registry: &Address, record: &Bytes32) -> Result<SaleFacts, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("record(uint256)");
    facts_of(&call(registry, SELECTOR, Words::new().push(*record), 0)?)
}

/// The first words of what the registry says of a record.
fn facts_of(words: &[Bytes32; 8]) -> Result<SaleFacts, CallFailed> {
    let [owner, epoch, generation, units, parents_share, withdrawn_from, standing, provisional] = words;
    Ok(SaleFacts {
        owner: account(owner)?,
        epoch: read(epoch)?,
        generation: read(generation)?,
        units: read(units)?,
        parents_share: read(parents_share)?,
        provisional: read(provisional)?,
        withdrawn_from: read(withdrawn_from)?,
        standing: read(standing)?,
    })
}

/// When a record's present generation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// When it began, in Unix seconds.
    pub registered_at: u64,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
}

/// Asks when a record's present generation came about.
///
/// # Errors
/// [`CallFailed`].
pub fn dates(registry: &Address, record: &Bytes32) -> Result<Dates, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("record(uint256)");
    let [.., registered_at, priority]: [Bytes32; 14] = call(registry, SELECTOR, Words::new().push(*record), 0)?;
    Ok(Dates { registered_at: read(&registered_at)?, priority: read(&priority)? })
}

/// Who claims a work by its record, since when, and whether that stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// The owner; zero where there is no record.
    pub owner: Account,
    /// Raised when the record's content is replaced.
    pub generation: u32,
    /// The record's standing: a number of [`Standing`].
    pub standing: u8,
    /// Whether the record can still be taken over.
    pub provisional: bool,
    /// The Unix second that counts in a dispute.
    pub priority: u64,
}

/// Asks who claims a work by its record.
///
/// # Errors
/// [`CallFailed`].
pub fn claim(registry: &Address, record: &Bytes32) -> Result<Claim, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("record(uint256)");
    let words: [Bytes32; 14] = call(registry, SELECTOR, Words::new().push(*record), 0)?;
    let [owner, _, generation, _, _, _, standing, provisional, .., priority] = words;
    Ok(Claim {
        owner: account(&owner)?,
        generation: read(&generation)?,
        standing: read(&standing)?,
        provisional: read(&provisional)?,
        priority: read(&priority)?,
    })
}

/// What an offer has to know of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What a sale has to know.
    pub facts: SaleFacts,
    /// A number of [`rules::work::Kind`].
    pub kind: u8,
    /// The catalogue that it came out of; zero for none.
    pub catalogue: Bytes32,
    /// Who else than its owner may make and close offers; zero for nobody.
    pub manager: Account,
}

/// Asks for what an offer has to know of a record.
///
/// # Errors
/// [`CallFailed`].
pub fn profile(registry: &Address, record: &Bytes32) -> Result<Profile, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("record(uint256)");
    let words: [Bytes32; 17] = call(registry, SELECTOR, Words::new().push(*record), 0)?;
    let [facts @ .., kind, _, _, _, _, _, _, catalogue, deputy] = words;
    let facts = facts_of(&facts)?;
    // The heir of a struck record stands in the manager's place, and is none.
    let manager = if facts.standing == Standing::Struck as u8 { [0; 20] } else { account(&deputy)? };
    Ok(Profile { facts, kind: read(&kind)?, catalogue, manager })
}

/// Asks how the income of a child's generation reaches a parent.
///
/// # Errors
/// [`CallFailed`].
pub fn lineage(registry: &Address, child: &Bytes32, generation: u32, parent: &Bytes32) -> Result<Lineage, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("lineage(uint256,uint32,uint256)");
    let [position, share, child_owner, owner, _, parent_generation, _, parent_parents_share, _, standing] =
        call(registry, SELECTOR, Words::new().push(*child).push(generation).push(*parent), 0)?;
    Ok(Lineage {
        position: read(&position)?,
        share: read(&share)?,
        parent_owner: account(&owner)?,
        parent_generation: read(&parent_generation)?,
        parent_parents_share: read(&parent_parents_share)?,
        parent_standing: read(&standing)?,
        child_owner: account(&child_owner)?,
    })
}

/// Asks for the parents of a record's present generation; `None` where there is no record.
///
/// # Errors
/// [`CallFailed`].
pub fn parents(registry: &Address, record: &Bytes32) -> Result<Option<Vec<Parent>>, CallFailed> {
    const RECORD: [u8; 4] = selector_bytes("record(uint256)");
    const PARENTS: [u8; 4] = selector_bytes("parents(uint256,uint32)");
    // The record says how many parents there are, so that one without costs one call only.
    let words: [Bytes32; 11] = call(registry, RECORD, Words::new().push(*record), 0)?;
    let [owner, _, generation, .., count] = words;
    if account(&owner)? == [0; 20] {
        return Ok(None);
    }
    let (generation, count): (u32, u8) = (read(&generation)?, read(&count)?);
    if count == 0 {
        return Ok(Some(Vec::new()));
    }
    call_rows(registry, PARENTS, Words::new().push(*record).push(generation), count.into()).map(Some)
}

/// Asks for the parents of a generation of a record; none where there is no such record.
///
/// # Errors
/// [`CallFailed`].
pub fn parents_of(registry: &Address, record: &Bytes32, generation: u32) -> Result<Vec<Parent>, CallFailed> {
    const SELECTOR: [u8; 4] = selector_bytes("parents(uint256,uint32)");
    call_all_rows(registry, SELECTOR, Words::new().push(*record).push(generation), MAX_PARENTS)
}

/// Transfers a record, with the approval that its owner gave the running contract.
///
/// A refusal of the registry ends the running message with the same error.
pub fn transfer_from(registry: &Address, from: Address, to: Address, record: &Bytes32) {
    const SELECTOR: [u8; 4] = selector_bytes("transferFrom(address,address,uint256)");
    let [] = call_or_pass_on(registry, SELECTOR, Words::new().push(from).push(to).push(*record));
}

fn read<T: Word>(word: &Bytes32) -> Result<T, CallFailed> {
    T::from_word(word).ok_or(CallFailed)
}

fn account(word: &Bytes32) -> Result<Account, CallFailed> {
    read::<Address>(word).map(|address| address.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_handed_over_one_after_the_other() {
        let first = Work {
            digest: [1; 32],
            owner: H160([2; 20]),
            kind: 3,
            units: u64::MAX,
            origin: 4,
            metadata: [5; 32],
            uri: [b'u'; 160].to_vec(),
            parents: [Parent { record: [6; 32], share: 7, licence: 8 }; 16].to_vec(),
        };
        let second = Work { uri: Vec::new(), parents: Vec::new(), ..first.clone() };
        let mut packed = Vec::new();
        for work in [&first, &second, &first] {
            work.write(&mut packed);
        }
        assert_eq!(Vec::<Work>::read(&mut Reader::new(&packed)), [first.clone(), second, first]);
    }

    #[test]
    fn lists_that_are_too_long_stay_too_long_and_spoil_nothing_else() {
        let parent = |number: usize| Parent { record: [number as u8; 32], share: 7, licence: 8 };
        let long = Work {
            digest: [1; 32],
            owner: H160([2; 20]),
            kind: 3,
            units: 4,
            origin: 5,
            metadata: [6; 32],
            uri: [b'u'; 300].to_vec(),
            parents: (0..300).map(parent).collect(),
        };
        let mut packed = Vec::new();
        for work in [&long, &long] {
            work.write(&mut packed);
        }
        let cut = Work { uri: [b'u'; 255].to_vec(), parents: (0..255).map(parent).collect(), ..long };
        assert_eq!(Vec::<Work>::read(&mut Reader::new(&packed)), [cut.clone(), cut]);
    }
}
