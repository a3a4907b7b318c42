/** Said where something could not be loaded. */
export function LoadError({ message }: { message: string }) {
  return (
    <p class="load-error" role="alert">
      {message}
    </p>
  );
}
