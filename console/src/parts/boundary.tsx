import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Problem } from './problem.tsx';

/** What cannot be drawn, or not be loaded since the gateway was replaced, leaves all around it standing. */
export function Boundary({ children }: { readonly children: ReactNode }) {
  const [place] = useLocation();
  return <Caught place={place}>{children}</Caught>;
}

interface CaughtProps {
  /** Where one is: what failed there is forgotten elsewhere. */
  readonly place: string;
  readonly children: ReactNode;
}

class Caught extends Component<CaughtProps, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate({ place }: CaughtProps) {
    if (this.state.failed && place !== this.props.place) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Problem
        error={{ message: 'This page could not be shown. It may be of an older version than the gateway.' }}
        again={() => location.reload()}
      />
    );
  }
}
