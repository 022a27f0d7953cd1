// A second opinion on FEEL: reads {expressions: [[text, context]...]} as JSON, writes the values as tagged JSON.
// With {measure: {text, context, times}} it also writes the microseconds of one evaluation, measured in here.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';

const asked = JSON.parse(readFileSync(0, 'utf8'));

function tagged(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return { number: Number.isFinite(value) ? String(value) : 'nonsense' };
  if (typeof value === 'string') return { string: value };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value === 'function') return { function: true };
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return { context: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tagged(each)])) };
  }
  return { other: String(value) };
}

function answer([text, context]) {
  try {
    const outcome = evaluate(text, context);
    return { value: tagged(outcome && typeof outcome === 'object' && 'value' in outcome ? outcome.value : outcome) };
  } catch (error) {
    return { error: String(error.message).slice(0, 200) };
  }
}

function measured({ text, context, times }) {
  for (let turn = 0; turn < times / 10; turn++) evaluate(text, context);
  const began = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn++) evaluate(text, context);
  return Number(process.hrtime.bigint() - began) / 1000 / times;
}

const answers = (asked.expressions ?? []).map(answer);
const microseconds = (asked.measure ?? []).map(measured);
process.stdout.write(JSON.stringify({ answers, microseconds }));
