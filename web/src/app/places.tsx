import {
  BookOpenText,
  Bot,
  Cable,
  Gauge,
  Handshake,
  Inbox,
  Landmark,
  type LucideIcon,
  MessageCircleQuestion,
  Microscope,
  Route,
  ScrollText,
  Settings,
  Shield,
  ShieldCheck,
  Timer,
} from "lucide-react";

/** A place of the console: where it is, and which keys lead there. */
export type Place = {
  readonly to: string;
  readonly says: string;
  readonly Icon: LucideIcon;
  readonly keys: string;
  readonly phone?: true;
  /** It has no line in the rail: keys and the palette lead there. */
  readonly aside?: true;
  /** It stands under the line before it, where there is room for words; else the page of that line leads there. */
  readonly under?: true;
};

/** The places, in the order of a shift. */
export const places: readonly Place[] = [
  { to: "/", says: "Queue", Icon: Inbox, keys: "g q", phone: true },
  { to: "/containment", says: "Containment", Icon: Shield, keys: "g c", phone: true },
  { to: "/handover", says: "Handover", Icon: Handshake, keys: "g h", phone: true },
  { to: "/lead", says: "Lead's desk", Icon: Gauge, keys: "g l" },
  { to: "/quality", says: "Quality", Icon: Microscope, keys: "g u", under: true },
  { to: "/autonomy", says: "Autonomy", Icon: Bot, keys: "g m", under: true },
  { to: "/clocks", says: "Clocks", Icon: Timer, keys: "g k", under: true },
  { to: "/governance", says: "Governance", Icon: Landmark, keys: "g v", under: true },
  { to: "/playbooks", says: "Playbooks", Icon: BookOpenText, keys: "g p" },
  { to: "/policies", says: "Policies", Icon: ShieldCheck, keys: "g o" },
  { to: "/connectors", says: "Connectors", Icon: Cable, keys: "g n" },
  { to: "/ask", says: "Ask", Icon: MessageCircleQuestion, keys: "g a", aside: true },
  { to: "/journal", says: "Journal", Icon: ScrollText, keys: "g j" },
  { to: "/settings", says: "Settings", Icon: Settings, keys: "g s", phone: true },
  { to: "/first-run", says: "First run", Icon: Route, keys: "g f", aside: true },
];
