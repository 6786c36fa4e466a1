export default function Private() {
  return <p>Only for those who are signed in.</p>;
}
