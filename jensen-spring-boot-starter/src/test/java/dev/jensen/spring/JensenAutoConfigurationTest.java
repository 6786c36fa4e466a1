package dev.jensen.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.jensen.client.ConvexClient;
import dev.jensen.client.ConvexHttpClient;
import dev.jensen.client.TokenSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/// What the clients of an application send to a deployment that answers who calls.
class JensenAutoConfigurationTest {

  private static final AutoConfigurations CONFIGURATION =
      AutoConfigurations.of(JensenConnectionAutoConfiguration.class, JensenAutoConfiguration.class);

  private HttpServer deployment;
  private ApplicationContextRunner application;

  @BeforeEach
  void start() throws IOException {
    deployment = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    deployment.createContext(
        "/api/query",
        exchange -> {
          var caller = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] body =
              "{\"status\":\"success\",\"value\":\"%s\",\"logLines\":[]}"
                  .formatted(caller == null ? "nobody" : caller)
                  .getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    deployment.start();
    application =
        new ApplicationContextRunner()
            .withConfiguration(CONFIGURATION)
            .withPropertyValues("jensen.url=" + url());
  }

  private URI url() {
    return URI.create("http://127.0.0.1:%d".formatted(deployment.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    SecurityContextHolder.clearContext();
    deployment.stop(0);
  }

  private static String who(ConvexHttpClient client) {
    return client.query("users:who", Map.of(), String.class);
  }

  private static void logIn(Authentication authentication) {
    SecurityContextHolder.getContext().setAuthentication(authentication);
  }

  @Test
  void withoutAUrlThereIsNothing() {
    new ApplicationContextRunner()
        .withConfiguration(CONFIGURATION)
        .run(context ->
            assertThat(context)
                .doesNotHaveBean(ConvexHttpClient.class)
                .doesNotHaveBean(ConvexClient.class)
                .doesNotHaveBean(TokenSource.class));
  }

  /// As of an environment variable that is set to nothing.
  @Test
  void anEmptyUrlIsNone() {
    new ApplicationContextRunner()
        .withConfiguration(CONFIGURATION)
        .withPropertyValues("jensen.url=")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ConvexHttpClient.class));
    new ApplicationContextRunner()
        .withConfiguration(CONFIGURATION)
        .withPropertyValues("jensen.url=")
        .withBean(JensenConnectionDetails.class, () -> this::url)
        .run(context ->
            assertThat(who(context.getBean(ConvexHttpClient.class))).isEqualTo("nobody"));
  }

  @Test
  void anEmptyServiceTokenIsNone() {
    application
        .withPropertyValues("jensen.service-token=")
        .run(context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean("serviceConvex");
          context.getBean(ConvexClient.class).close();
        });
  }

  @Test
  void anApplicationMayKnowOtherwiseWhereTheDeploymentIs() {
    application
        .withPropertyValues("jensen.url=http://127.0.0.1:1")
        .withBean(JensenConnectionDetails.class, () -> this::url)
        .run(context ->
            assertThat(who(context.getBean(ConvexHttpClient.class))).isEqualTo("nobody"));
  }

  @Test
  void usersCallAsWhoeverIsLoggedInAndServicesAsThemselves() {
    application
        .withPropertyValues("jensen.service-token=service.token")
        .withBean(ServiceUser.class)
        .run(context -> {
          var users = context.getBean(ConvexHttpClient.class);
          var service = context.getBean(ServiceUser.class).convex();

          assertThat(who(users)).isEqualTo("nobody");
          logIn(new JwtAuthenticationToken(jwt("alice.jwt")));
          assertThat(who(users)).isEqualTo("Bearer alice.jwt");
          assertThat(who(service)).isEqualTo("Bearer service.token");
          logIn(new TestingAuthenticationToken(oidcUser("bob.jwt"), "none"));
          assertThat(who(users)).isEqualTo("Bearer bob.jwt");
          logIn(new TestingAuthenticationToken("carol", "password"));
          assertThat(who(users)).isEqualTo("nobody");
          assertThat(context.getBean(JensenProperties.class).toString())
              .doesNotContain("service.token");
        });
  }

  /// Asks for the client as applications do.
  record ServiceUser(@AsService ConvexHttpClient convex) {}

  private static Jwt jwt(String text) {
    return Jwt.withTokenValue(text).header("alg", "none").subject("alice").build();
  }

  private static DefaultOidcUser oidcUser(String text) {
    var now = Instant.EPOCH;
    var token = new OidcIdToken(text, now, now.plusSeconds(60), Map.of("sub", "bob"));
    return new DefaultOidcUser(List.of(), token);
  }

  @Test
  void anApplicationMayHaveTokensOfItsOwn() {
    application
        .withBean(TokenSource.class, () -> refresh -> "own.jwt")
        .run(context ->
            assertThat(who(context.getBean(ConvexHttpClient.class))).isEqualTo("Bearer own.jwt"));
  }

  @Test
  void withoutSpringSecurityCallsAreNobodys() {
    application
        .withClassLoader(new FilteredClassLoader("org.springframework.security"))
        .run(context ->
            assertThat(who(context.getBean(ConvexHttpClient.class))).isEqualTo("nobody"));
  }

  @Test
  void withoutATokenThereIsNoServiceAndNoSocketUntilSomeoneAsks() {
    application.run(context -> {
      assertThat(context.getBeanFactory().containsSingleton("liveConvex")).isFalse();
      assertThat(context).doesNotHaveBean("serviceConvex").hasBean("liveConvex");
    });
  }
}
