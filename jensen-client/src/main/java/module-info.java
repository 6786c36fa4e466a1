/// The client for Java: [dev.jensen.client.ConvexHttpClient] for single calls,
/// [dev.jensen.client.ConvexClient] for live queries.
@org.jspecify.annotations.NullMarked
module dev.jensen.client {
  requires static transitive org.jspecify;
  requires transitive dev.jensen.protocol;
  requires transitive java.net.http;

  exports dev.jensen.client;
}
