import { useEffect } from 'preact/hooks';
import { CompareView } from './compare/compare-view.js';
import { DeliveryView } from './delivery/delivery-view.js';
import { LogsView } from './logs/logs-view.js';
import { ProfilesView } from './profiles/profiles-view.js';
import { FaultBanner } from './shell/fault-banner.js';
import { Header } from './shell/header.js';
import { TITLES } from './shell/navigation.js';
import { NoticeBar } from './shell/notice-bar.js';
import { route, type View } from './state/route.js';
import { WarningsView } from './warnings/warnings-view.js';

const CONTENTS: Readonly<Record<View, () => preact.JSX.Element>> = {
  logs: LogsView,
  warnings: WarningsView,
  profiles: ProfilesView,
  delivery: DeliveryView,
  compare: CompareView,
};

/** The whole page. */
export function App() {
  const { view } = route.value;
  const Content = CONTENTS[view];
  useEffect(() => {
    document.title = `${TITLES[view]} · Converge sandbox`;
  }, [view]);
  return (
    <>
      <Header />
      <FaultBanner />
      <main class={`main ${view}`}>
        <Content key={view} />
      </main>
      <NoticeBar />
    </>
  );
}
