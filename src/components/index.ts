// Everything that an author can type into a guide, a cause or a page of text.
import AppPasswordSteps from './AppPasswordSteps.astro';
import Aside from './Aside.astro';
import Button from './Button.astro';
import Change from './Change.astro';
import Contact from './Contact.astro';
import Fact from './Fact.astro';
import Fields from './Fields.astro';
import Link from './Link.astro';
import MenuPath from './MenuPath.astro';
import Rich from './Rich.astro';
import Screen from './Screen.astro';
import Settings from './Settings.astro';
import Sources from './Sources.astro';
import Steps from './Steps.astro';
import Table from './Table.astro';
import WhyMissing from './WhyMissing.astro';

/** Handed to every MDX body; the last two stand for links and tables written in Markdown. */
export const components = {
  AppPasswordSteps,
  Aside,
  Button,
  Change,
  Contact,
  Fact,
  Fields,
  MenuPath,
  Rich,
  Screen,
  Settings,
  Sources,
  Steps,
  WhyMissing,
  a: Link,
  table: Table,
};
