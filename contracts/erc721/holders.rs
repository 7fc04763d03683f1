//! What ERC-721 keeps per account.

use crate::Error;
use ink::{Address, H160, prelude::vec::Vec, storage::Mapping};
use interfaces::{
    abi::Id,
    cells::Cells,
    stored::{Cell, Reader, Stored},
};
use rules::{Account, erc721};

/// Who has a token and whom they approved for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The owner.
    pub owner: Account,
    /// The approved account; zero for nobody.
    pub approved: Account,
}

/// What is kept with an account. One storage cell.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Holder {
    /// How many tokens it has.
    pub balance: u64,
    /// What else the contract keeps with an account, so that one key serves for both. Its
    /// layout is the contract's own.
    pub notes: Vec<u8>,
}

impl Cell for Holder {
    fn write(&self, cell: &mut Vec<u8>) {
        cell.extend_from_slice(&self.balance.to_le_bytes());
        cell.extend_from_slice(&self.notes);
    }

    fn read(cell: &mut Reader<'_>) -> Self {
        Self { balance: cell.u64(), notes: cell.rest() }
    }
}

/// An owner, and who may act for them.
type Pair = (Account, Account);

/// Balances and operators.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Holders {
    accounts: Mapping<Account, Stored<Holder>>,
    operators: Mapping<Pair, Stored<bool>>,
}

impl Holders {
    /// How many tokens an account has.
    ///
    /// # Errors
    /// [`Error::ERC721InvalidOwner`] for the zero address.
    pub fn balance_of(&self, owner: Address) -> Result<u64, Error> {
        if owner.is_zero() {
            return Err(Error::ERC721InvalidOwner(owner));
        }
        Ok(self.holder(&owner.0).balance)
    }

    /// What is kept with an account.
    #[inline(never)]
    pub fn holder(&self, account: &Account) -> Holder {
        self.accounts.load(*account).unwrap_or_default()
    }

    /// Keeps something else with an account.
    #[inline(never)]
    pub fn set_holder(&mut self, account: &Account, holder: Holder) {
        self.accounts.save(*account, &holder);
    }

    /// Whether `operator` may manage all tokens of `owner`.
    pub fn is_operator(&self, owner: &Account, operator: &Account) -> bool {
        self.operators.load((*owner, *operator)).unwrap_or(false)
    }

    /// Makes an account an operator of the caller's tokens, or no longer.
    ///
    /// # Errors
    /// [`Error::ERC721InvalidOperator`] for the zero address.
    pub fn set_operator(&mut self, caller: Address, operator: Address, approved: bool) -> Result<(), Error> {
        if operator.is_zero() {
            return Err(Error::ERC721InvalidOperator(operator));
        }
        self.operators.save((caller.0, operator.0), &approved);
        Ok(())
    }

    /// Checks that `caller` may approve someone for the token.
    ///
    /// # Errors
    /// [`Error::ERC721InvalidApprover`].
    pub fn check_approve(&self, caller: Address, holding: &Holding) -> Result<(), Error> {
        let owns = caller.0 == holding.owner;
        if owns || erc721::may_approve(&caller.0, &holding.owner, self.is_operator(&holding.owner, &caller.0)) {
            Ok(())
        } else {
            Err(Error::ERC721InvalidApprover(caller))
        }
    }

    /// Checks that `caller` may move the token from `from` to `to`.
    ///
    /// # Errors
    /// [`Error::ERC721InvalidReceiver`] for the zero address,
    /// [`Error::ERC721IncorrectOwner`], [`Error::ERC721InsufficientApproval`].
    pub fn check_transfer(
        &self,
        caller: Address,
        from: Address,
        to: Address,
        token: Id,
        holding: &Holding,
    ) -> Result<(), Error> {
        if to.is_zero() {
            return Err(Error::ERC721InvalidReceiver(to));
        }
        if holding.owner != from.0 {
            return Err(Error::ERC721IncorrectOwner(from, token, H160(holding.owner)));
        }
        let owns = caller.0 == holding.owner;
        if !owns
            && !erc721::may_transfer(
                &caller.0,
                &holding.owner,
                &holding.approved,
                self.is_operator(&holding.owner, &caller.0),
            )
        {
            return Err(Error::ERC721InsufficientApproval(caller, token));
        }
        Ok(())
    }

    /// Takes one burned token's weight out of its owner's balance.
    pub fn burn_one(&mut self, owner: &Account) {
        let mut holder = self.holder(owner);
        holder.balance = holder.balance.saturating_sub(1);
        self.set_holder(owner, holder);
    }

    /// Moves one token's weight in the balances; from the zero address for a mint.
    pub fn move_one(&mut self, from: &Account, to: &Account) {
        if *from != [0; 20] {
            let mut holder = self.holder(from);
            holder.balance = holder.balance.saturating_sub(1);
            self.set_holder(from, holder);
        }
        let mut holder = self.holder(to);
        holder.balance = holder.balance.saturating_add(1);
        self.set_holder(to, holder);
    }
}
