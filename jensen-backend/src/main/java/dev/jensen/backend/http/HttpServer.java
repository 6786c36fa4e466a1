package dev.jensen.backend.http;

import dev.jensen.backend.archive.Exports;
import dev.jensen.backend.archive.Imports;
import dev.jensen.backend.archive.Uploads;
import dev.jensen.backend.deployment.Deployment;
import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.HttpActions;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.service.ServiceAudit;
import dev.jensen.backend.service.ServiceRegistry;
import dev.jensen.backend.sync.SyncServer;
import dev.jensen.backend.token.DevelopmentIssuer;
import dev.jensen.backend.token.TokenVerifier;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/// The two origins of a deployment on their ports (`spec/http-api.md` §1).
///
/// Each request is answered on its own virtual thread.
public final class HttpServer implements AutoCloseable {

  private final Server server;
  private final ServerConnector cloud;
  private final ServerConnector site;

  /// Where to listen and how to answer.
  ///
  /// @param port of the cloud origin, 0 for any free one
  /// @param sitePort of the site origin, 0 for any free one
  /// @param redacts whether messages and logs of functions are kept from callers
  public record Options(
      String host, int port, int sitePort, boolean redacts, String instanceName, String version) {

    /// Whether nobody on another machine can connect.
    boolean isLoopback() {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }

  /// What the routes answer from.
  ///
  /// @param issuer null if the deployment issues no tokens for development
  /// @param backup null if the deployment is in memory
  /// @param metrics for Prometheus
  /// @param publicKeys the document with the keys of the deployment's own tokens
  /// @param latest the newest repeatable timestamp
  public record Services(
      Authenticator authenticator,
      Functions functions,
      HttpActions httpActions,
      SyncServer sync,
      Deployment deployment,
      Exports exports,
      Imports imports,
      Uploads uploads,
      FileStorage files,
      ServiceRegistry serviceTokens,
      ServiceAudit audit,
      TokenVerifier userTokens,
      @Nullable DevelopmentIssuer issuer,
      @Nullable BackupSource backup,
      Supplier<String> metrics,
      String publicKeys,
      Supplier<Timestamp> latest) {}

  private HttpServer(Server server, ServerConnector cloud, ServerConnector site) {
    this.server = server;
    this.cloud = cloud;
    this.site = site;
  }

  /// Opens both ports without answering yet, so that their numbers are known.
  ///
  /// @throws IOException if a port cannot be had
  public static HttpServer open(Options options) throws IOException {
    var threads = new VirtualThreadPool();
    threads.setName("http");
    var server = new Server(threads);
    var cloud = connector(server, options.host(), options.port());
    var site = connector(server, options.host(), options.sitePort());
    site.setName(SiteHandler.CONNECTOR);
    server.setStopTimeout(Limits.DRAIN.toMillis());
    server.setErrorHandler(new BareErrors());
    server.addBean(new NetworkConnectionLimit(Limits.CONNECTIONS, server));
    cloud.open();
    try {
      site.open();
    } catch (IOException e) {
      cloud.close();
      throw e;
    }
    return new HttpServer(server, cloud, site);
  }

  static ServerConnector connector(Server server, String host, int port) {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(Limits.HEAD_BYTES);
    // To remember the lines of a connection takes 100 kB for each, and longer than to read them.
    configuration.setHeaderCacheSize(0);
    // What is known of all connections would be taken for what comes, whatever the case of letters.
    configuration.setHeaderCacheCaseSensitive(true);
    // Clients put the address before the path as they were given it, final slash included.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "doubleSlashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(Limits.IDLE.toMillis());
    server.addConnector(connector);
    return connector;
  }

  /// Starts to answer.
  public void start(World world, Options options, Services services) {
    var functions =
        new FunctionRoutes(
            services.authenticator(),
            services.functions(),
            services.latest(),
            new ResultWriter(new ResultText(options.redacts())));
    var routes =
        Stream.of(
                functions.routes(),
                new DeployRoutes(services.authenticator(), services.deployment()).routes(),
                new ArchiveRoutes(
                        services.authenticator(),
                        options.instanceName(),
                        new ArchiveRoutes.Services(
                            services.exports(), services.imports(), services.uploads()))
                    .routes(),
                new StorageRoutes(services.files()).routes(),
                new ServiceRoutes(
                        services.authenticator(), services.serviceTokens(), services.audit())
                    .routes(),
                new ExchangeRoute(
                        services.authenticator(), services.serviceTokens(), services.audit())
                    .routes(),
                new AuthRoutes(
                        services.authenticator(),
                        services.userTokens(),
                        services.serviceTokens(),
                        services.issuer())
                    .routes(),
                new BackupRoutes(services.authenticator(), services.backup()).routes(),
                new MetaRoutes(
                        options,
                        services.authenticator(),
                        services.metrics(),
                        services.publicKeys())
                    .routes())
            .flatMap(List::stream)
            .toList();
    var requestIds = new RequestIds(world);
    var budget = new BodyBudget(Limits.BODIES_BYTES);
    var router = new Router(requestIds, new RouteTable(routes), budget);
    var site =
        new SiteHandler(
            SyncSockets.handler(server, services.sync(), budget, router),
            services.authenticator(),
            services.httpActions(),
            new ResultText(options.redacts()),
            requestIds);
    server.setHandler(new GracefulHandler(site));
    server.setRequestLog(new RequestLines(world));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not start", e);
    }
  }

  /// The port of the cloud origin.
  public int port() {
    return cloud.getLocalPort();
  }

  /// The port of the site origin.
  public int sitePort() {
    return site.getLocalPort();
  }

  /// Finishes the requests in progress, for a while, and closes the ports.
  @Override
  public void close() {
    try {
      server.stop();
      cloud.close();
      site.close();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
