//! Many works at once: batches, catalogues, their editions, and works that get a record of their own.

use crate::{
    base::Actor,
    life::{Chance, Expect, Life, Outcome},
    records::SALT,
};
use alloy_primitives::{B256, U256, keccak256};
use chain::H160;
use rules::{catalogue::Leaf, merkle::Tree};
use scenarios::digest;
use story::{
    abi::Catalogues::{self, Work, addEditionCall, registerCatalogueCall, registerLeafCall, registerManyCall},
    calls::address,
    protocol::record_id,
};

/// A catalogue whose works somebody keeps.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    pub(crate) record: U256,
    /// The numbers of the works, and how many each edition has.
    pub(crate) works: Vec<u64>,
    pub(crate) editions: Vec<u64>,
}

/// The tree of a catalogue.
type Leaves = Tree<fn(&[u8]) -> [u8; 32]>;

fn leaf(work: u64) -> Leaf {
    Leaf { digest: digest(work), kind: 4, origin: 1, units: 1_000 + work, metadata: digest(work + 1_000_000) }
}

fn tree(works: &[u64]) -> Leaves {
    let mut tree = Tree::new((|bytes: &[u8]| keccak256(bytes).0) as fn(&[u8]) -> [u8; 32]);
    works.iter().for_each(|work| tree.push(&leaf(*work).to_bytes()));
    tree
}

fn words(hashes: Option<Vec<[u8; 32]>>) -> Vec<B256> {
    hashes.unwrap_or_default().into_iter().map(B256::from).collect()
}

impl Life<'_> {
    fn new_works(&mut self, count: usize) -> Vec<u64> {
        (0..count)
            .map(|_| {
                self.new_digest();
                self.works
            })
            .collect()
    }

    /// Somebody registers a batch. Where one of its works is refused, all are.
    pub(crate) fn register_many(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let count = 2 + chance.below(3);
        let mut works: Vec<Work> =
            self.new_works(count).into_iter().map(|work| entry(record_id(&digest(work)))).collect();
        let spoilt = chance.once_in(4);
        if spoilt {
            let place = chance.below(count);
            works[place].record =
                if chance.once_in(2) { self.tale.order[0] } else { works[(place + 1) % count].record };
        }
        let committed = !chance.once_in(3);
        self.say(format!("registerMany of {count} by {}", who.name));
        let salt = if committed { SALT } else { B256::ZERO };
        let call = registerManyCall { works, owner: address(who.address), salt };
        let shelf = self.base.protocol.catalogues;
        if committed && !self.commit(&who, shelf, &call, Expect::Done)? {
            return Ok(());
        }
        self.attempt(&who, shelf, &call, 0, if spoilt { Expect::Refused } else { Expect::Done })?;
        Ok(())
    }

    /// Somebody registers a catalogue.
    pub(crate) fn register_catalogue(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let count = 1 + chance.below(5);
        let works = self.new_works(count);
        let root = tree(&works).root().unwrap_or_default();
        let committed = !chance.once_in(4);
        self.say(format!("registerCatalogue of {count} by {}", who.name));
        let call = registerCatalogueCall {
            root: root.into(),
            count: count as u64,
            owner: address(who.address),
            kind: 5,
            units: count as u64,
            origin: 2,
            metadata: B256::repeat_byte(3),
            uri: "https://catalogue.example/1".into(),
            salt: if committed { SALT } else { B256::ZERO },
        };
        let shelf = self.base.protocol.catalogues;
        if committed && !self.commit(&who, shelf, &call, Expect::Done)? {
            return Ok(());
        }
        self.attempt(&who, shelf, &call, 0, Expect::Done)?;
        self.shelves.push(Shelf { record: record_id(&root), works, editions: vec![count as u64] });
        Ok(())
    }

    fn some_shelf(&self, chance: &mut Chance) -> Option<(usize, Shelf)> {
        if self.shelves.is_empty() {
            return None;
        }
        let place = chance.below(self.shelves.len());
        Some((place, self.shelves[place].clone()))
    }

    /// An owner adds works to a catalogue; now and then the proof lies, or the works are fewer.
    pub(crate) fn add_edition(&mut self, chance: &mut Chance) -> Outcome {
        let Some((place, mut shelf)) = self.some_shelf(chance) else { return self.register_catalogue(chance) };
        let owner = self.owner(shelf.record);
        let who = self.by(chance, owner);
        let head = self.seen.records.get(&shelf.record).map(|seen| seen.catalogue.clone());
        let before = head.map_or(0, |head| head.count);
        // A decision leaves the first edition alone.
        shelf.editions.truncate(self.seen.records[&shelf.record].catalogue.editions as usize);
        shelf.works.truncate(before as usize);
        let more = chance.below(4);
        shelf.works.extend(self.new_works(more));
        let leaves = tree(&shelf.works);
        let mut proof = words(leaves.consistency_proof(before));
        let lie = chance.once_in(6);
        if lie {
            proof.push(B256::repeat_byte(1));
        }
        self.say(format!("addEdition of {more} to {:x} by {}", shelf.record, who.name));
        let committed = chance.once_in(3);
        let call = addEditionCall {
            catalogue: shelf.record,
            root: leaves.root().unwrap_or_default().into(),
            count: shelf.works.len() as u64,
            units: shelf.works.len() as u64,
            metadata: B256::repeat_byte(5),
            uri: "https://catalogue.example/2".into(),
            proof,
            salt: if committed { SALT } else { B256::ZERO },
        };
        let to = self.base.protocol.catalogues;
        if committed && !self.commit(&who, to, &call, Expect::Done)? {
            return Ok(());
        }
        let wrong = who.address != owner || lie || more == 0 || self.standing(shelf.record) == 2;
        let wrong = wrong || self.is_provisional(shelf.record);
        let expect = Expect::unless(wrong, Expect::Done);
        if self.attempt(&who, to, &call, 0, expect)?.is_some() {
            shelf.editions.push(shelf.works.len() as u64);
            self.shelves[place] = shelf;
        }
        Ok(())
    }

    /// An owner gives a work of a catalogue a record of its own; now and then a thief does it first,
    /// or the place is a wrong one.
    pub(crate) fn register_leaf(&mut self, chance: &mut Chance) -> Outcome {
        let Some((_, shelf)) = self.some_shelf(chance) else { return self.register_catalogue(chance) };
        let owner = self.owner(shelf.record);
        let who = self.by(chance, owner);
        let index = chance.below(shelf.works.len());
        let first = shelf.editions.iter().position(|count| *count > index as u64).unwrap_or_default();
        let edition = (first..shelf.editions.len()).nth(chance.below(shelf.editions.len() - first)).unwrap_or(first);
        let work = leaf(shelf.works[index]);
        if chance.once_in(5) {
            self.copy_of(record_id(&work.digest))?;
        }
        let leaves = tree(&shelf.works[..shelf.editions[edition] as usize]);
        let wrong = chance.once_in(6);
        self.say(format!("registerLeaf {index} of {:x} by {}", shelf.record, who.name));
        let call = registerLeafCall {
            catalogue: shelf.record,
            edition: edition as u32 + 1,
            first: first as u32 + 1,
            index: index as u64 + u64::from(wrong),
            record: record_id(&work.digest),
            kind: work.kind,
            origin: work.origin,
            units: work.units,
            metadata: work.metadata.into(),
            uri: "https://leaf.example".into(),
            proof: words(leaves.inclusion_proof(index as u64)),
        };
        let expect = Expect::unless(wrong || who.address != owner, Expect::Any);
        self.attempt(&who, self.base.protocol.catalogues, &call, 0, expect)?;
        Ok(())
    }

    /// A thief registers a digest without a commitment.
    fn copy_of(&mut self, record: U256) -> Outcome {
        let thief: Actor = self.base.thief.clone();
        let works = vec![entry(record)];
        let call = registerManyCall { works, owner: address(thief.address), salt: B256::ZERO };
        let to: H160 = self.base.protocol.catalogues;
        self.attempt(&thief, to, &call, 0, Expect::Any)?;
        Ok(())
    }
}

fn entry(record: U256) -> Work {
    Catalogues::Work {
        record,
        kind: 2,
        units: 60,
        origin: 3,
        metadata: B256::repeat_byte(4),
        uri: "ipfs://batch".into(),
        parents: Vec::new(),
    }
}
