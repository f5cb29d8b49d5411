-- Numbers that others see leave stealth places out: few rows, looked for with every profile and card.
create index relations_stealth on relations (user_id, status) where is_stealth;
