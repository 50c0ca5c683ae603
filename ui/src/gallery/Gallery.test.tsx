import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { axeFindings } from '@/test/axe';
import { Gallery } from './Gallery';

test('axe finds nothing in any shared component', async () => {
  const { container } = render(<Gallery />);
  expect(await axeFindings(container)).toEqual([]);
});

test('a refused button does not act, stays focusable and says why', () => {
  const { getByRole } = render(<Gallery />);
  const refused = getByRole('button', { name: /^Refused/ });
  refused.focus();
  expect(document.activeElement).toBe(refused);
  expect(refused.getAttribute('aria-disabled')).toBe('true');
  expect(document.getElementById(refused.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
    'group ops',
  );
});
