import { expect, test } from 'vitest';
import { makeSlots } from '../../functions/guards/slots.ts';

test('there are as many places as there are, and each is given back once', () => {
  const slots = makeSlots(2);
  const [first, second] = [slots.take(), slots.take()];
  expect([slots.take(), slots.running]).toEqual([undefined, 2]);
  first?.free();
  first?.free();
  expect(slots.running).toBe(1);
  expect(slots.take()).toBeDefined();
  expect(slots.take()).toBeUndefined();
  second?.free();
  expect(slots.take()).toBeDefined();
});

test('nobody has more than a quarter of them', () => {
  const slots = makeSlots(8);
  const [one] = [slots.take('corner'), slots.take('corner')];
  expect([slots.isFair('corner'), slots.isFair('other')]).toEqual([true, true]);
  slots.take('corner');
  expect([slots.isFair('corner'), slots.isFair('other')]).toEqual([false, true]);
  one?.free();
  expect(slots.isFair('corner')).toBe(true);
  const few = makeSlots(1);
  few.take('corner');
  expect(few.isFair('corner')).toBe(true);
});

test('a place that nobody gave back is free again after two minutes, longer than any run takes', () => {
  let now = 0;
  const slots = makeSlots(1, () => now);
  const lost = slots.take();
  now = 120_000;
  expect(slots.take()).toBeUndefined();
  now += 1;
  expect(slots.take()).toBeDefined();
  lost?.free();
  expect(slots.take()).toBeUndefined();
});
