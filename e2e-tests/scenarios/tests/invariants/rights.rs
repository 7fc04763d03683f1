//! Records and licences change hands, and who may see to that.

use crate::{
    base::Actor,
    life::{Chance, Expect, Life, Outcome},
};
use alloy_primitives::{B256, U256};
use chain::H160;
use story::{
    abi::{ERC721, Encumbrances},
    calls::{address, h160},
};

impl Life<'_> {
    pub(crate) fn transfer_record(
        &mut self,
        who: &Actor,
        from: H160,
        to: H160,
        record: U256,
        expect: Expect,
    ) -> Outcome {
        let call = ERC721::transferFromCall { from: address(from), to: address(to), tokenId: record };
        self.attempt(who, self.base.protocol.registry, &call, 0, expect)?;
        Ok(())
    }

    /// A token of one of the two contracts: contract, id, holder, approved.
    fn some_token(&self, chance: &mut Chance) -> (H160, U256, H160, H160) {
        let ours = self.base.protocol;
        if self.seen.licences.is_empty() || chance.once_in(2) {
            let record = self.some_record(chance);
            let approved = self.seen.records.get(&record).map_or(H160::zero(), |seen| h160(seen.approved));
            return (ours.registry, record, self.owner(record), approved);
        }
        let place = chance.below(self.seen.licences.len());
        let core = &self.seen.licences[place].core;
        (ours.licence_token, U256::from(place + 1), h160(core.owner), h160(core.approved))
    }

    fn is_operator(&self, contract: H160, owner: H160, operator: H160) -> bool {
        self.tale.operators.get(&(contract, address(owner), address(operator))).copied().unwrap_or_default()
    }

    /// Somebody transfers a token: its holder, who is approved, an operator, or nobody of these.
    pub(crate) fn transfer(&mut self, chance: &mut Chance) -> Outcome {
        let (contract, token, holder, approved) = self.some_token(chance);
        let right = if chance.once_in(3) && !approved.is_zero() { approved } else { holder };
        let operators: Vec<H160> = self
            .tale
            .operators
            .iter()
            .filter(|((of, owner, _), yes)| **yes && (*of, *owner) == (contract, address(holder)))
            .map(|((_, _, operator), _)| h160(*operator))
            .collect();
        let right = if chance.once_in(3) { chance.pick(&operators).unwrap_or(right) } else { right };
        let who = self.by(chance, right);
        let to = match chance.below(12) {
            0 => H160::zero(),
            1 => holder,
            _ => self.somebody(chance).address,
        };
        let from = if chance.once_in(12) { self.somebody(chance).address } else { holder };
        self.say(format!("transfer of {token:x} from {} to {} by {}", self.name(holder), self.name(to), who.name));
        let mine = who.address == holder || who.address == approved || self.is_operator(contract, holder, who.address);
        let mine = mine && from == holder && !to.is_zero();
        if chance.once_in(6) {
            // A wallet takes no tokens that ask first.
            let call = ERC721::safeTransferFrom_0Call { from: address(from), to: address(to), tokenId: token };
            let takes = self.base.people.iter().any(|person| person.address == to) || to == self.base.thief.address;
            self.attempt(&who, contract, &call, 0, Expect::unless(!mine || !takes, Expect::Any))?;
            return Ok(());
        }
        let call = ERC721::transferFromCall { from: address(from), to: address(to), tokenId: token };
        let expect = if mine { self.of_transfer(contract, token) } else { Expect::Refused };
        self.attempt(&who, contract, &call, 0, expect)?;
        Ok(())
    }

    /// What becomes of a transfer by who may make it.
    fn of_transfer(&self, contract: H160, token: U256) -> Expect {
        let refused = if contract == self.base.protocol.registry {
            self.is_provisional(token) || self.standing(token) == 2
        } else {
            let licence = &self.seen.licences[token.to::<usize>() - 1];
            !licence.grant.transferable || licence.grant.status & (8 | 16) != 0
        };
        Expect::unless(refused, Expect::Done)
    }

    /// A holder approves somebody, or makes an operator; or somebody else tries.
    pub(crate) fn approve(&mut self, chance: &mut Chance) -> Outcome {
        let (contract, token, holder, _) = self.some_token(chance);
        if chance.once_in(3) {
            let (owner, operator) = (self.somebody(chance), self.somebody(chance));
            self.say(format!("operator of {} is {}", owner.name, operator.name));
            let approved = !chance.once_in(3);
            let call = ERC721::setApprovalForAllCall { operator: address(operator.address), approved };
            self.attempt(&owner, contract, &call, 0, Expect::Done)?;
            return Ok(());
        }
        let who = self.by(chance, holder);
        let encumbrances = self.base.protocol.encumbrances;
        let approved = match chance.below(4) {
            0 => H160::zero(),
            1 => encumbrances,
            _ => self.somebody(chance).address,
        };
        self.say(format!("approval of {} for {token:x} by {}", self.name(approved), who.name));
        let call = ERC721::approveCall { approved: address(approved), tokenId: token };
        let mine = who.address == holder || self.is_operator(contract, holder, who.address);
        self.attempt(&who, contract, &call, 0, Expect::unless(!mine, Expect::Any))?;
        Ok(())
    }

    /// An owner sells a record on condition of what binds it; now and then something else binds it.
    pub(crate) fn transfer_if(&mut self, chance: &mut Chance) -> Outcome {
        let record = self.some_record(chance);
        let owner = self.owner(record);
        let encumbrances = self.base.protocol.encumbrances;
        let seen = self.seen.records[&record].clone();
        if let Some(owner) = self.actor(owner)
            && !self.is_provisional(record)
            && self.standing(record) != 2
            && !chance.once_in(4)
        {
            let call = ERC721::approveCall { approved: address(encumbrances), tokenId: record };
            self.attempt(&owner, self.base.protocol.registry, &call, 0, Expect::Done)?;
        }
        let who = self.by(chance, owner);
        let to = self.somebody(chance).address;
        let stale = chance.once_in(3);
        let expected = if stale { B256::repeat_byte(9) } else { seen.bound.digest };
        self.say(format!("conditional transfer of {record:x} to {} by {}", self.name(to), who.name));
        let call = Encumbrances::transferCall { record, to: address(to), expected };
        let approved = self.seen.records[&record].approved == address(encumbrances);
        let wrong = who.address != owner || stale || self.is_provisional(record) || seen.record.standing == 2;
        let operator = self.is_operator(self.base.protocol.registry, owner, encumbrances);
        let expect = Expect::unless(wrong || !(approved || operator), Expect::Done);
        self.attempt(&who, encumbrances, &call, 0, expect)?;
        Ok(())
    }
}
