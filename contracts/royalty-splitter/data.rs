//! What the splitter keeps, and its rules.
//!
//! Every ledger follows one rule (see [`rules::split`]): a payee's due is what it earned of
//! all that was received, less what it was paid. What is owed is the sum of all that came in
//! and did not go out; the contract's balance is never below it. All of it is kept by
//! currency, so that a token that lies about itself touches no other money.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

pub use crate::cells::{Ledger, PAYEE};

use crate::errors::Error;
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    cells::Cells,
    royalty_splitter::{Destination, Source, Split},
    stored::{Cell, Reader, Stored},
};
use rules::{
    Account, Bytes32,
    ledger::{PARENTS, is_nobodys, version_of},
    limits::{BASIS_POINTS, PAYEES_IN_LEDGER},
    split::{self, Payee, Referred},
};

/// The chain's own token as a currency.
pub const NATIVE: Account = [0; 20];

/// In place of an owner, which a ledger of a version has none of.
const MANY: Account = [0xff; 20];

/// Whether an address is zero: the chain's own token, nobody. Once, since comparing arrays is
/// written out wherever it is done.
#[inline(never)]
pub fn is_zero(account: &Account) -> bool {
    account.iter().all(|byte| *byte == 0)
}

/// Which ledger: of a record in one generation, under one version of its split, or, under
/// version 0, of one owner; in one currency.
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
    /// The ERC-20 contract; zero for the chain's own token.
    pub currency: Account,
}

impl Key {
    /// The ledger of `version`, or under version 0 of `account`.
    #[inline(never)]
    pub fn new(record: Bytes32, generation: u32, version: u32, account: Account, currency: Account) -> Self {
        let owner = if version_of(version) == 0 { account } else { [0; 20] };
        Self { record, generation, version, owner, currency }
    }

    /// The ledger that a payee, or under version 0 an account, is paid from.
    #[inline(never)]
    pub fn from(source: &Source, account: Account) -> Self {
        Self::new(source.record, source.generation, source.version, account, source.currency)
    }

    /// The ledger of a destination.
    #[inline(never)]
    pub fn of(to: &Destination, currency: Account) -> Self {
        Self::new(to.record, to.generation, to.version, to.owner, currency)
    }

    /// Where the payees of a version of a record's split are kept: in the version's ledger of the
    /// chain's own token, or, where they are `many`, in a cell of their own that is no ledger's.
    fn of_payees(record: Bytes32, generation: u32, version: u32, many: bool) -> Self {
        Self { record, generation, version, owner: if many { MANY } else { [0; 20] }, currency: NATIVE }
    }

    /// The ledger of what the parents of a record's generation earn from.
    #[inline(never)]
    pub fn of_parents(record: &Bytes32, generation: u32, currency: &Account) -> Self {
        Self::new(*record, generation, PARENTS, [0; 20], *currency)
    }

    fn cell(&self) -> (Bytes32, u32, u32, Account, Account) {
        (self.record, self.generation, self.version, self.owner, self.currency)
    }
}

/// A payment to be made: who, their position in the split, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payout {
    /// The payee.
    pub account: Account,
    /// The payee's position.
    pub position: usize,
    /// How much, in EVM units or the currency's smallest unit.
    pub amount: u128,
    /// Whether it may use gas: not an account with a key that gets the chain's own token.
    pub needs_gas: bool,
}

/// Who brought the buyer, and their part in basis points of what is left after the parents.
pub type Referral = (Account, u16);

/// How income is laid on ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credits {
    /// What goes to the payees' ledger.
    pub payees: u128,
    /// What goes to the referrer's.
    pub referrer: u128,
    /// Whether the payees' ledger has only what is left after the parents, who then earn on the
    /// whole by themselves.
    pub is_net: bool,
}

impl Credits {
    /// Divides an amount: without a referrer all goes to the one ledger, of which parents and
    /// payees have their parts; with one, see [`split::refer`].
    #[inline(never)]
    pub fn of(amount: u128, parents_share: u16, (referrer, referral): &Referral) -> Self {
        if *referral == 0 || is_zero(referrer) {
            return Self { payees: amount, referrer: 0, is_net: false };
        }
        let Referred { payees, referrer } = split::refer(amount, parents_share, *referral);
        Self { payees, referrer, is_net: true }
    }
}

/// The other contracts with the hashes of their codes: licence token, settlements, deals.
pub type Bindings = [(Address, Bytes32); 3];

// Our contracts that may bring or move money, a bit for each.
const LICENCE_TOKEN: u8 = 1;
const SETTLEMENTS: u8 = 2;
const DEALS: u8 = 4;

/// The splitter's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Splitter {
    deployer: Account,
    licence_token: Account,
    settlements: Account,
    deals: Account,
    /// Of the chain's own token.
    owed: u128,
    heads: Mapping<(Bytes32, u32), Stored<Split>>,
    /// By record, generation, version, under version 0 owner, and currency.
    ledgers: Mapping<(Bytes32, u32, u32, Account, Account), Stored<Ledger>>,
    /// Of each ERC-20.
    tokens_owed: Mapping<Account, Stored<u128>>,
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
        if !is_zero(&self.licence_token) {
            return Err(Error::AlreadyBound);
        }
        if caller.0 != self.deployer {
            return Err(Error::NotDeployer);
        }
        let [(licence_token, _), (settlements, _), (deals, _)] = bindings;
        (self.licence_token, self.settlements, self.deals) = (licence_token.0, settlements.0, deals.0);
        Ok(())
    }

    /// Refuses everything before [`Self::bind`].
    ///
    /// # Errors
    /// [`Error::NotBound`].
    pub fn check_bound(&self) -> Result<(), Error> {
        if is_zero(&self.licence_token) { Err(Error::NotBound) } else { Ok(()) }
    }

    /// Refuses everyone but who brings money: the licence token and the deals, who sell, and the
    /// settlements. Says whether the caller sells.
    ///
    /// # Errors
    /// [`Error::CallerNotAllowed`].
    pub fn check_depositor(&self, caller: Address) -> Result<bool, Error> {
        Ok(self.allow(caller, LICENCE_TOKEN | SETTLEMENTS | DEALS)? != SETTLEMENTS)
    }

    /// Refuses everyone but who moves what is nobody's: the settlements and the deals.
    ///
    /// # Errors
    /// [`Error::CallerNotAllowed`].
    pub fn check_mover(&self, caller: Address) -> Result<(), Error> {
        self.allow(caller, SETTLEMENTS | DEALS).map(|_| ())
    }

    /// Refuses everyone but the settlements.
    ///
    /// # Errors
    /// [`Error::CallerNotAllowed`].
    pub fn check_settlements(&self, caller: Address) -> Result<(), Error> {
        self.allow(caller, SETTLEMENTS).map(|_| ())
    }

    /// Refuses everyone but these of our contracts, and says which of them it is.
    #[inline(never)]
    fn allow(&self, caller: Address, these: u8) -> Result<u8, Error> {
        let mut one = LICENCE_TOKEN;
        for account in [&self.licence_token, &self.settlements, &self.deals] {
            if *account == caller.0 && these & one != 0 {
                return Ok(one);
            }
            one <<= 1;
        }
        Err(Error::CallerNotAllowed(caller))
    }

    /// The licence token.
    pub fn licence_token(&self) -> Address {
        H160(self.licence_token)
    }

    /// All that the ledgers of a currency still owe, dust included, in EVM units or the
    /// token's smallest unit.
    #[inline(never)]
    pub fn owed(&self, currency: &Account) -> u128 {
        if is_zero(currency) { self.owed } else { self.tokens_owed.load(*currency).unwrap_or_default() }
    }

    #[inline(never)]
    fn set_owed(&mut self, currency: &Account, owed: u128) {
        if is_zero(currency) {
            self.owed = owed;
        } else {
            self.tokens_owed.save(*currency, &owed);
        }
    }

    /// The split of a generation of a record.
    #[inline(never)]
    pub fn split(&self, place: &(Bytes32, u32)) -> Split {
        self.heads.load(*place).unwrap_or_default()
    }

    /// The payees of a ledger, in the order of the split.
    #[inline(never)]
    pub fn payees(&self, key: &Key) -> Vec<Payee> {
        if is_nobodys(key.version) {
            return Vec::new();
        }
        match version_of(key.version) {
            0 => [Payee { account: key.owner, share: BASIS_POINTS }].to_vec(),
            version => {
                let kept = |many| self.ledger(&Key::of_payees(key.record, key.generation, version, many)).payees;
                let few = kept(false);
                let cells = if few.is_empty() { kept(true) } else { few };
                Vec::read(&mut Reader::new(&cells))
            }
        }
    }

    /// What a ledger received and paid.
    #[inline(never)]
    pub fn ledger(&self, key: &Key) -> Ledger {
        self.ledgers.load(key.cell()).unwrap_or_default()
    }

    #[inline(never)]
    fn set_ledger(&mut self, key: &Key, ledger: &Ledger) {
        self.ledgers.save(key.cell(), ledger);
    }

    /// Writes the split of a generation of a record, and the payees of a version if there are any.
    /// Says whether the version is new. The payees are as they stand in a cell.
    pub fn put_split(&mut self, place: (Bytes32, u32), version: u32, split: &Split, payees: Vec<u8>) -> bool {
        self.heads.save(place, split);
        if payees.is_empty() {
            return false;
        }
        let key = Key::of_payees(place.0, place.1, version, payees.len() > PAYEES_IN_LEDGER * PAYEE);
        let mut ledger = self.ledger(&key);
        let is_new = ledger.payees.is_empty();
        ledger.payees = payees;
        self.set_ledger(&key, &ledger);
        is_new
    }

    /// Takes what is left of a part, in basis points, of all that a ledger received that is
    /// nobody's. Returns how much.
    ///
    /// # Errors
    /// [`Error::NothingDue`], also where the ledger is another.
    pub fn take(&mut self, key: &Key, position: u8, share: u16) -> Result<u128, Error> {
        let (mut ledger, position) = (self.ledger(key), position.into());
        let earned = split::earned_by_parent(ledger.received, share);
        let due = earned.saturating_sub(ledger.released_to(position));
        if due == 0 || !is_nobodys(key.version) {
            return Err(Error::NothingDue);
        }
        ledger.release(position, earned);
        self.set_ledger(key, &ledger);
        Ok(due)
    }

    /// Adds money to a ledger, and to what the record's parents earn from.
    ///
    /// # Errors
    /// [`Error::LedgerFull`].
    pub fn receive(&mut self, to: &Destination, currency: &Account, amount: u128) -> Result<(), Error> {
        self.add(&Key::of(to, *currency), to.parents_share, amount)?;
        self.receive_for_parents(to, currency, amount)
    }

    /// Adds money to what the record's parents earn from, if there are any.
    ///
    /// # Errors
    /// [`Error::LedgerFull`].
    #[inline(never)]
    pub fn receive_for_parents(&mut self, to: &Destination, currency: &Account, amount: u128) -> Result<(), Error> {
        if to.parents_share == 0 {
            return Ok(());
        }
        self.add(&Key::of_parents(&to.record, to.generation, currency), 0, amount)
    }

    #[inline(never)]
    fn add(&mut self, key: &Key, parents_share: u16, amount: u128) -> Result<(), Error> {
        let mut ledger = self.ledger(key);
        ledger.received = split::receive(ledger.received, amount).ok_or(Error::LedgerFull)?;
        ledger.parents_share = parents_share;
        self.set_ledger(key, &ledger);
        Ok(())
    }

    /// New money came in.
    pub fn owe(&mut self, currency: &Account, amount: u128) {
        self.set_owed(currency, self.owed(currency).saturating_add(amount));
    }

    /// What the payees of a ledger are due who can be paid now: for those `payable` says whether a
    /// payment may use gas. Nothing is changed.
    pub fn dues(&self, key: &Key, payees: &[Payee], payable: impl Fn(&Account) -> Option<bool>) -> Vec<Payout> {
        let ledger = self.ledger(key);
        let mut dues = Vec::with_capacity(payees.len());
        for (position, Payee { account, share }) in payees.iter().enumerate() {
            let amount = ledger.due(position, *share);
            if amount == 0 {
                continue;
            }
            if let Some(needs_gas) = payable(account) {
                dues.push(Payout { account: *account, position, amount, needs_gas });
            }
        }
        dues
    }

    /// Books payments as made, before they are; or, if they were not, takes that back.
    #[inline(never)]
    pub fn book(&mut self, key: &Key, payouts: &[Payout], made: bool) {
        let mut ledger = self.ledger(key);
        let mut owed = self.owed(&key.currency);
        for &Payout { position, amount, .. } in payouts {
            let before = ledger.released_to(position);
            let (more, less) = if made { (before, owed) } else { (owed, before) };
            let (more, less) = (more.saturating_add(amount), less.saturating_sub(amount));
            let (released, still) = if made { (more, less) } else { (less, more) };
            ledger.release(position, released);
            owed = still;
        }
        self.set_ledger(key, &ledger);
        self.set_owed(&key.currency, owed);
    }

    /// What one account is due from a ledger, which can be nothing.
    ///
    /// # Errors
    /// [`Error::NotPayee`].
    #[inline(never)]
    pub fn due(&self, key: &Key, account: &Address) -> Result<Payout, Error> {
        let payees = self.payees(key);
        let position = position_of(&payees, &account.0).ok_or(Error::NotPayee(*account))?;
        let share = payees.get(position).map_or(0, |payee| payee.share);
        Ok(Payout { account: account.0, position, amount: self.ledger(key).due(position, share), needs_gas: true })
    }
}

impl Ledger {
    /// What the payee at a position with a share is due.
    #[inline(never)]
    pub fn due(&self, position: usize, share: u16) -> u128 {
        split::earned(self.received, share, self.parents_share).saturating_sub(self.released_to(position))
    }

    /// What was paid, or moved on, to the one at a position: a sum that was never written is
    /// zero.
    #[inline(never)]
    pub fn released_to(&self, position: usize) -> u128 {
        self.released.get(position).copied().unwrap_or(0)
    }

    #[inline(never)]
    fn release(&mut self, position: usize, sum: u128) {
        while self.released.len() <= position {
            self.released.push(0);
        }
        if let Some(place) = self.released.get_mut(position) {
            *place = sum;
        }
    }
}

/// Where an account stands in a split.
#[inline(never)]
fn position_of(payees: &[Payee], account: &Account) -> Option<usize> {
    payees.iter().position(|payee| payee.account == *account)
}
