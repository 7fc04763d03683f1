//! What the splitter keeps, and its rules.
//!
//! Every ledger follows one rule (see [`rules::split`]): a payee's due is what it earned of
//! all that was received, less what it was paid. `owed` is the sum of all that came in and
//! did not go out; the contract's balance is never below it.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

pub use crate::cells::{Head, Ledger, ParentLedger};

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    abi::Id,
    cells::Cells,
    provenance_registry::{Lineage, SaleFacts},
    royalty_splitter::Destination,
    stored::Stored,
};
use rules::{
    Account, Bytes32,
    ledger::{is_held, version_of},
    limits::BASIS_POINTS,
    split::{self, Payee},
    split_version::Versions,
    standing::Standing,
};

/// Which ledger: of a record in one generation, under one version of its split, or, under
/// version 0, of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The record.
    pub record: Bytes32,
    /// Its generation.
    pub generation: u32,
    /// The version of the split (0 for an account's ledger) and the flags of
    /// [`rules::ledger`].
    pub version: u32,
    /// The account, if the ledger is one's; zero otherwise.
    pub owner: Account,
}

impl Key {
    /// The ledger of `version`, or under version 0 of `account`.
    pub fn new(record: Bytes32, generation: u32, version: u32, account: Account) -> Self {
        Self { record, generation, version, owner: if version_of(version) == 0 { account } else { [0; 20] } }
    }

    /// The ledger of a destination.
    pub fn of(to: &Destination) -> Self {
        Self::new(to.record, to.generation, to.version, to.owner)
    }

    fn cell(&self) -> (Bytes32, u32, u32, Account) {
        (self.record, self.generation, self.version, self.owner)
    }
}

/// What one payee or parent has earned and got, in EVM units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statement {
    /// What the ledger received.
    pub received: u128,
    /// Of it, the account's.
    pub earned: u128,
    /// Of that, paid or moved on.
    pub released: u128,
}

impl Statement {
    /// What is still to be paid.
    pub fn due(&self) -> u128 {
        self.earned.saturating_sub(self.released)
    }
}

/// A payment to be made: who, their position in the split, and how much in EVM units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The payee.
    pub account: Account,
    /// The payee's position.
    pub position: usize,
    /// How much.
    pub amount: u128,
}

/// The other contracts with the hashes of their codes: registry, licence token, arbitration.
pub type Bindings = [(Address, Bytes32); 3];

/// The splitter's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Splitter {
    deployer: Account,
    registry: Account,
    licence_token: Account,
    arbitration: Account,
    owed: u128,
    heads: Mapping<(Bytes32, u32), Stored<Head>>,
    /// By record, generation and version.
    payees: Mapping<(Bytes32, u32, u32), Stored<Vec<Payee>>>,
    /// By record, generation, version and, under version 0, owner.
    ledgers: Mapping<(Bytes32, u32, u32, Account), Stored<Ledger>>,
    /// By record and generation, for records with parents.
    parent_ledgers: Mapping<(Bytes32, u32), Stored<ParentLedger>>,
}

impl Splitter {
    /// An empty splitter that `deployer` may bind.
    pub fn new(deployer: Address) -> Self {
        Self { deployer: deployer.0, ..Self::default() }
    }

    /// Learns the other contracts' addresses, once.
    ///
    /// # Errors
    /// [`Error::NotDeployer`], [`Error::AlreadyBound`].
    pub fn bind(&mut self, caller: Address, bindings: &Bindings) -> Result<(), Error> {
        if self.registry != [0; 20] {
            return Err(Error::AlreadyBound);
        }
        if caller.0 != self.deployer {
            return Err(Error::NotDeployer);
        }
        let [(registry, _), (licence_token, _), (arbitration, _)] = bindings;
        (self.registry, self.licence_token, self.arbitration) = (registry.0, licence_token.0, arbitration.0);
        Ok(())
    }

    /// Refuses everything before [`Self::bind`].
    ///
    /// # Errors
    /// [`Error::NotBound`].
    pub fn check_bound(&self) -> Result<(), Error> {
        if self.registry == [0; 20] { Err(Error::NotBound) } else { Ok(()) }
    }

    /// Refuses everyone but the licence token.
    ///
    /// # Errors
    /// [`Error::NotLicenceToken`].
    pub fn check_licence_token(&self, caller: Address) -> Result<(), Error> {
        if caller.0 == self.licence_token { Ok(()) } else { Err(Error::NotLicenceToken(caller)) }
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// The arbitration.
    pub fn arbitration(&self) -> Address {
        H160(self.arbitration)
    }

    /// The licence token.
    pub fn licence_token(&self) -> Address {
        H160(self.licence_token)
    }

    /// All that the ledgers still owe, dust included, in EVM units.
    pub fn owed(&self) -> u128 {
        self.owed
    }

    /// The split of a generation of a record.
    #[inline(never)]
    pub fn head(&self, record: &Bytes32, generation: u32) -> Head {
        self.heads.load((*record, generation)).unwrap_or_default()
    }

    /// The payees of a ledger, in the order of the split.
    #[inline(never)]
    pub fn payees(&self, key: &Key) -> Vec<Payee> {
        if is_held(key.version) {
            return Vec::new();
        }
        match version_of(key.version) {
            0 => [Payee { account: key.owner, share: BASIS_POINTS }].to_vec(),
            version => self.payees.load((key.record, key.generation, version)).unwrap_or_default(),
        }
    }

    #[inline(never)]
    fn ledger(&self, key: &Key) -> Ledger {
        self.ledgers.load(key.cell()).unwrap_or_default()
    }

    #[inline(never)]
    fn set_ledger(&mut self, key: &Key, ledger: Ledger) {
        self.ledgers.save(key.cell(), &ledger);
    }

    #[inline(never)]
    fn parent_ledger(&self, record: &Bytes32, generation: u32) -> ParentLedger {
        self.parent_ledgers.load((*record, generation)).unwrap_or_default()
    }

    /// Announces a new split of the caller's record. Returns the versions with it.
    ///
    /// # Errors
    /// Those of `Self::split_of_caller`, those of the payees, [`Error::VersionsUsedUp`].
    pub fn set_split(
        &mut self,
        caller: Address,
        splitter: Address,
        record: &Bytes32,
        facts: &SaleFacts,
        payees: &[Payee],
        now: u64,
    ) -> Result<Versions, Error> {
        let head = self.split_of_caller(caller, record, facts)?;
        split::check(payees, &[splitter.0, self.registry, self.licence_token])?;
        let generation = facts.generation;
        let versions = head.versions.announce(now).ok_or(Error::VersionsUsedUp)?;
        self.heads.save((*record, generation), &Head { versions, locked: false });
        self.payees.save((*record, generation, versions.last), &payees.to_vec());
        Ok(versions)
    }

    /// Leaves the split of the caller's record as it is, with what is announced, for as long
    /// as the generation lasts.
    ///
    /// # Errors
    /// Those of `Self::split_of_caller`, [`Error::NoSplit`].
    pub fn lock(&mut self, caller: Address, record: &Bytes32, facts: &SaleFacts) -> Result<(), Error> {
        let head = self.split_of_caller(caller, record, facts)?;
        if head.versions.last == 0 {
            return Err(Error::NoSplit(Id(*record)));
        }
        self.heads.save((*record, facts.generation), &Head { locked: true, ..head });
        Ok(())
    }

    /// The split of a record that the caller may change.
    ///
    /// # Errors
    /// [`Error::RecordUnknown`], [`Error::RecordProvisional`], [`Error::RecordStruck`],
    /// [`Error::NotOwner`], [`Error::SplitIsLocked`].
    fn split_of_caller(&self, caller: Address, record: &Bytes32, facts: &SaleFacts) -> Result<Head, Error> {
        let id = Id(*record);
        if facts.owner == [0; 20] {
            return Err(Error::RecordUnknown(id));
        }
        if facts.provisional {
            return Err(Error::RecordProvisional(id));
        }
        if facts.standing == Standing::Struck as u8 {
            return Err(Error::RecordStruck(id));
        }
        if facts.owner != caller.0 {
            return Err(Error::NotOwner(caller));
        }
        let head = self.head(record, facts.generation);
        if head.locked { Err(Error::SplitIsLocked(id)) } else { Ok(head) }
    }

    /// Takes all that a held ledger holds. Returns how much, in EVM units.
    ///
    /// # Errors
    /// [`Error::NothingDue`].
    pub fn take_held(&mut self, held: &Key) -> Result<u128, Error> {
        let mut ledger = self.ledger(held);
        let amount = ledger.received.saturating_sub(released(&ledger.released, 0));
        if amount == 0 {
            return Err(Error::NothingDue);
        }
        ledger.released = [ledger.received].to_vec();
        self.set_ledger(held, ledger);
        Ok(amount)
    }

    /// Adds money to a ledger, and to what the record's parents earn from.
    ///
    /// # Errors
    /// [`Error::LedgerFull`].
    pub fn receive(&mut self, to: &Destination, amount: u128) -> Result<(), Error> {
        let key = Key::of(to);
        let mut ledger = self.ledger(&key);
        ledger.received = split::receive(ledger.received, amount).ok_or(Error::LedgerFull)?;
        ledger.parents_share = to.parents_share;
        if to.parents_share > 0 {
            let mut parents = self.parent_ledger(&to.record, to.generation);
            parents.received = split::receive(parents.received, amount).ok_or(Error::LedgerFull)?;
            self.parent_ledgers.save((to.record, to.generation), &parents);
        }
        self.set_ledger(&key, ledger);
        Ok(())
    }

    /// New money came in.
    pub fn owe(&mut self, amount: u128) {
        self.owed = self.owed.saturating_add(amount);
    }

    /// What the payees of a ledger are due. Nothing is changed.
    pub fn dues(&self, key: &Key, payees: &[Payee]) -> Vec<Payment> {
        let ledger = self.ledger(key);
        payees
            .iter()
            .enumerate()
            .map(|(position, payee)| Payment {
                account: payee.account,
                position,
                amount: statement(&ledger, position, payee.share).due(),
            })
            .filter(|payment| payment.amount > 0)
            .collect()
    }

    /// Books payments as made, before they are.
    pub fn book(&mut self, key: &Key, payments: &[Payment]) {
        let mut ledger = self.ledger(key);
        for payment in payments {
            let sum = released(&ledger.released, payment.position).saturating_add(payment.amount);
            set(&mut ledger.released, payment.position, sum);
            self.owed = self.owed.saturating_sub(payment.amount);
        }
        self.set_ledger(key, ledger);
    }

    /// Takes bookings of payments back that did not arrive.
    pub fn unbook(&mut self, key: &Key, failed: &[Payment]) {
        if failed.is_empty() {
            return;
        }
        let mut ledger = self.ledger(key);
        for payment in failed {
            let sum = released(&ledger.released, payment.position).saturating_sub(payment.amount);
            set(&mut ledger.released, payment.position, sum);
            self.owed = self.owed.saturating_add(payment.amount);
        }
        self.set_ledger(key, ledger);
    }

    /// What one account is due from a ledger.
    ///
    /// # Errors
    /// [`Error::NotPayee`], [`Error::NothingDue`].
    pub fn due(&self, key: &Key, account: Address) -> Result<Payment, Error> {
        let payees = self.payees(key);
        let position = payees.iter().position(|payee| payee.account == account.0).ok_or(Error::NotPayee(account))?;
        self.dues(key, &payees).into_iter().find(|payment| payment.position == position).ok_or(Error::NothingDue)
    }

    /// What one account has earned and got from a ledger; all zero if it is no payee.
    pub fn account(&self, key: &Key, account: &Account) -> Statement {
        let payees = self.payees(key);
        payees
            .iter()
            .position(|payee| payee.account == *account)
            .and_then(|position| payees.get(position).map(|payee| statement(&self.ledger(key), position, payee.share)))
            .unwrap_or_default()
    }

    /// What a parent has earned and got from a child.
    pub fn parent_account(&self, child: &Bytes32, generation: u32, link: &Lineage) -> Statement {
        let ledger = self.parent_ledger(child, generation);
        Statement {
            received: ledger.received,
            earned: split::earned_by_parent(ledger.received, link.share),
            released: released(&ledger.settled, link.position.into()),
        }
    }

    /// Takes what a parent is due out of a child's ledger. Returns how much, in EVM units.
    ///
    /// # Errors
    /// [`Error::NothingDue`].
    pub fn take_parents_due(&mut self, child: &Bytes32, generation: u32, link: &Lineage) -> Result<u128, Error> {
        let statement = self.parent_account(child, generation, link);
        let due = statement.due();
        if due == 0 {
            return Err(Error::NothingDue);
        }
        let mut ledger = self.parent_ledger(child, generation);
        set(&mut ledger.settled, link.position.into(), statement.earned);
        self.parent_ledgers.save((*child, generation), &ledger);
        Ok(due)
    }
}

/// What the payee at a position with a share has earned and got.
fn statement(ledger: &Ledger, position: usize, share: u16) -> Statement {
    Statement {
        received: ledger.received,
        earned: split::earned(ledger.received, share, ledger.parents_share),
        released: released(&ledger.released, position),
    }
}

/// A sum that was never written is zero.
fn released(sums: &[u128], position: usize) -> u128 {
    sums.get(position).copied().unwrap_or(0)
}

/// Keeps a sum at a position.
fn set(sums: &mut Vec<u128>, position: usize, sum: u128) {
    while sums.len() <= position {
        sums.push(0);
    }
    if let Some(place) = sums.get_mut(position) {
        *place = sum;
    }
}
