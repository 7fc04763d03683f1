//! What owners say of their records: preferences, withdrawals, managers.

use crate::life::{Chance, Expect, Life, Outcome};
use alloy_primitives::U256;
use rules::{limits::MAX_NOTICE, preferences::Preferences};
use story::{abi::Reservations, calls::address};

impl Life<'_> {
    /// An owner says something of a record, or somebody else does.
    pub(crate) fn say_something(&mut self, chance: &mut Chance) -> Outcome {
        let what = chance.below(5);
        let withdrawn = self.seen.records.iter().filter(|(_, seen)| seen.record.withdrawn_from != 0 && what == 3);
        let withdrawn: Vec<U256> = withdrawn.map(|(id, _)| *id).collect();
        let record = chance.pick(&withdrawn).unwrap_or_else(|| self.some_record(chance));
        let owner = self.owner(record);
        let who = self.by(chance, owner);
        let wrong = who.address != owner || self.is_provisional(record) || self.standing(record) == 2;
        let reservations = self.base.protocol.reservations;
        self.say(format!("saying {what} of {record:x} by {}", who.name));
        match what {
            0 | 1 => {
                let preferences = (chance.number() & if chance.once_in(4) { 0xF_FFFF } else { 0x5_5555 }) as u32;
                let wrong = wrong || Preferences::from_number(preferences).is_none();
                let call = Reservations::setPreferencesCall { record, preferences };
                self.attempt(&who, reservations, &call, 0, Expect::unless(wrong, Expect::Done))?;
            }
            2 => {
                let notice = [0, 3_600, 86_400, MAX_NOTICE, MAX_NOTICE + 1][chance.below(5)];
                let wrong = wrong || notice > MAX_NOTICE;
                let call = Reservations::withdrawCall { record, notice };
                self.attempt(&who, reservations, &call, 0, Expect::unless(wrong, Expect::Any))?;
            }
            3 => {
                if let Some(owner) = self.actor(owner)
                    && withdrawn.is_empty()
                    && !wrong
                {
                    let call = Reservations::withdrawCall { record, notice: 86_400 };
                    self.attempt(&owner, reservations, &call, 0, Expect::Any)?;
                }
                let none = self.seen.records[&record].record.withdrawn_from == 0;
                let call = Reservations::reinstateCall { record };
                self.attempt(&who, reservations, &call, 0, Expect::unless(wrong || none, Expect::Done))?;
            }
            _ => {
                let manager = address(self.somebody(chance).address);
                let call = Reservations::setManagerCall { record, manager };
                self.attempt(&who, reservations, &call, 0, Expect::unless(wrong, Expect::Done))?;
            }
        }
        Ok(())
    }

    /// Somebody asks about a record that there is not.
    pub(crate) fn say_of_nothing(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let record = U256::from_be_bytes(scenarios::digest(chance.number() | 1 << 63));
        self.say(format!("saying of nothing by {}", who.name));
        let call = Reservations::setPreferencesCall { record, preferences: 1 };
        let expect = Expect::error(Reservations::RecordUnknown { record });
        self.attempt(&who, self.base.protocol.reservations, &call, 0, expect)?;
        Ok(())
    }
}
