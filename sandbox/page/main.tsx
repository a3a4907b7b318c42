import { render, type JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { listen } from './api/stream.js';
import { DeliveryView } from './delivery/delivery-view.js';
import { FaultBanner, watchFault } from './delivery/fault-state.js';
import { LogsView } from './logs/logs-view.js';
import { ProfilesView } from './profiles/profiles-view.js';
import { ConnectionBanner } from './shell/connection-banner.js';
import { Header, TITLES } from './shell/header.js';
import { SendDialog } from './send/send-dialog.js';
import { NoticeBar } from './shell/notice.js';
import { route, type View } from './shell/route.js';
import { ShopView } from './shop/shop-view.js';
import { ValidateView } from './validate/validate-view.js';
import { WarningsView } from './warnings/warnings-view.js';

const VIEWS: Readonly<Record<View, () => JSX.Element | null>> = {
  logs: LogsView,
  shop: ShopView,
  warnings: WarningsView,
  profiles: ProfilesView,
  delivery: DeliveryView,
  validate: ValidateView,
};

/** The whole page. */
function App() {
  const { view } = route.value;
  const CurrentView = VIEWS[view];
  useEffect(() => {
    document.title = `${TITLES[view]} · Converge sandbox`;
  }, [view]);
  return (
    <>
      <Header />
      <ConnectionBanner />
      <FaultBanner />
      <main class={`main ${view}`}>
        <CurrentView key={view} />
      </main>
      <SendDialog />
      <NoticeBar />
    </>
  );
}

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
watchFault();
listen();
