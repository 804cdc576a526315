// Asks again and again while it is drawn and somebody can see it; then it is gone and asks no more.

import { useEffect, useRef } from "react";

export function Pulse({ everyMs, onBeat }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;

  useEffect(() => {
    const look = () => { if (!document.hidden) beat.current?.(); };
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [everyMs]);

  return null;
}
