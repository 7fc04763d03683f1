//! What ERC-721 keeps per account.

use crate::Error;
use ink::{Address, H160, storage::Mapping};
use interfaces::abi::Id;
use rules::{Account, erc721};

/// Who has a token and whom they approved for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The owner.
    pub owner: Account,
    /// The approved account; zero for nobody.
    pub approved: Account,
}

/// Balances and operators.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Holders {
    balances: Mapping<Account, u64>,
    operators: Mapping<(Account, Account), bool>,
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
        Ok(self.balances.get(owner.0).unwrap_or(0))
    }

    /// Whether `operator` may manage all tokens of `owner`.
    pub fn is_operator(&self, owner: &Account, operator: &Account) -> bool {
        self.operators.get((*owner, *operator)).unwrap_or(false)
    }

    /// Makes an account an operator of the caller's tokens, or no longer.
    ///
    /// # Errors
    /// [`Error::ERC721InvalidOperator`] for the zero address.
    pub fn set_operator(&mut self, caller: Address, operator: Address, approved: bool) -> Result<(), Error> {
        if operator.is_zero() {
            return Err(Error::ERC721InvalidOperator(operator));
        }
        self.operators.insert((caller.0, operator.0), &approved);
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

    /// Moves one token's weight in the balances; from the zero address for a mint.
    pub fn move_one(&mut self, from: &Account, to: &Account) {
        if *from != [0; 20] {
            let less = self.balances.get(from).unwrap_or(0).saturating_sub(1);
            self.balances.insert(from, &less);
        }
        let more = self.balances.get(to).unwrap_or(0).saturating_add(1);
        self.balances.insert(to, &more);
    }
}
