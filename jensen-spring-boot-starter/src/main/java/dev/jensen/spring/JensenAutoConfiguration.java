package dev.jensen.spring;

import dev.jensen.client.ConvexClient;
import dev.jensen.client.ConvexHttpClient;
import dev.jensen.client.TokenSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;

/// Clients of the deployment that [JensenConnectionDetails] name: the one at `jensen.url`, or one
/// in this application.
///
/// | Ask for | and call |
/// |---|---|
/// | [ConvexHttpClient] | as the user who is logged in, or whom the [TokenSource] of the application names; else as nobody |
/// | [ConvexHttpClient] with [AsService] | with the token of this service, `jensen.service-token` |
/// | [ConvexClient] | over one socket, with the token of this service if there is one; it connects when it is first asked for |
///
/// A user never gets the rights of the service, not even by not being logged in.
@AutoConfiguration(after = JensenConnectionAutoConfiguration.class)
@ConditionalOnBean(JensenConnectionDetails.class)
@EnableConfigurationProperties(JensenProperties.class)
public final class JensenAutoConfiguration {

  JensenAutoConfiguration() {}

  @Bean
  @Primary
  @ConditionalOnMissingBean(name = "convex")
  ConvexHttpClient convex(
      JensenConnectionDetails deployment,
      JensenProperties properties,
      ObjectProvider<TokenSource> users) {
    var client = client(deployment, properties);
    users.ifAvailable(client::setAuth);
    return client;
  }

  @Bean
  @AsService
  @ConditionalOnText("jensen.service-token")
  ConvexHttpClient serviceConvex(JensenConnectionDetails deployment, JensenProperties properties) {
    var client = client(deployment, properties);
    if (properties.serviceToken() != null) {
      client.setAuth(properties.serviceToken());
    }
    return client;
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  ConvexClient liveConvex(JensenConnectionDetails deployment, JensenProperties properties) {
    var client = ConvexClient.of(deployment.url());
    if (properties.serviceToken() != null) {
      client.setAuth(properties.serviceToken());
    }
    return client;
  }

  private static ConvexHttpClient client(
      JensenConnectionDetails deployment, JensenProperties properties) {
    return ConvexHttpClient.builder(deployment.url()).timeout(properties.timeout()).build();
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({SecurityContextHolder.class, AbstractOAuth2Token.class})
  static class WithSpringSecurity {

    @Bean
    @ConditionalOnMissingBean
    TokenSource loggedInUserTokens() {
      return new LoggedInUserTokens();
    }
  }
}
