-- Makes a full board file all-unknown: every row is there and no figure is known; nothing that is left says a number in words.
-- What keeps its digits: names, codes and versions, days, and how many rows there are.
update figures set value = null, numerator = null, denominator = null, basis = null, coverage = null, status = null, kept_on = null,
    state = case when hash(kpi_id, slice) % 2 = 0 then 'missing' else 'not_measurable' end;
update figures set reason = 'Nobody has said', words = case state when 'missing' then 'Missing: nobody has said.' else 'Not measurable: nobody can say.' end;
delete from targets;
update kpis set base_min = null, cell_min = null, settle_days = null, risks = null;
update objectives set weight = null, outcome = null;
update outcomes set value = null, base = null, value_first = null, state = 'missing', status = null, as_at = null, is_restated = null,
    reason = 'Nobody has said', words = 'Missing: nobody has said.';
update contributions set grade = null, grade_name = null, sentence = null, why_not_higher = null;
update equity set value = null, share_offline = null, reading = 'cannot be compared', reading_words = 'Cannot be compared: there is no figure',
    state = case group_id when 'older' then 'missing' else 'not_measurable' end, words = 'Nobody has said.';
update purposes set acts = null, current_frequency = null, planned_frequency = null, gap = null, reason = 'Nobody has said';
update alignment_tests set result = 'not assessable', result_last_quarter = null, reason = 'Cannot be assessed: nobody has said';
update alignment_parts set found = null, asked = null, is_met = null, reason = 'Nobody has said';
update levels set words = 'No level: nobody has said', next_step = 'Next: say something';
update objective_months set weight = null, hours_share = null, attention_share = null, acts = null, heard = null, is_without_activity = null,
    hours_reason = 'nobody has said', attention_reason = 'nobody has said', acts_reason = 'nobody has said', heard_reason = 'nobody has said';
update objective_purposes set number = null, is_planned = null, reason = 'Nobody has said';
update action_months set moved = null, words = 'Cannot be said: nobody has said.';
update community_measures set words = 'Not measurable: nobody can say.';
update label_agreement set words = 'Not measurable: nobody can say.';
update answer_times set state = 'missing', words = 'Missing: nobody has said.';
update posts set reactions = null, comments = null, shares = null, saves = null, views = null, reach = null;
update post_medians set posts = null, median = null, reason = 'Nobody has said';
update benchmarks set value = null, low = null, high = null, stated_base = null, inferred_base = null, words = null;
delete from spc;
update spc_series set points = null, judged_to = null, target = null, variation_icon = null, assurance_type = null, rules_words = null,
    has_trial_limits = null, gap_words = null, words = null, asks = null, why_none = 'No month has been measured';
update as_reported set value_as_reported = null, value_latest = null, state_as_reported = 'missing', state_latest = 'missing', is_restated = false;
delete from events;
delete from incidents;
delete from post_practice;
delete from restatements;
update extracts set rows = null, retries = null, waited_s = null, cause = null;
update files set rows = null, dropped = null, dropped_why = null;
update register_files set rows = null, refused = null, refused_why = null;
delete from refused_rows;
delete from removals;
delete from checks;
