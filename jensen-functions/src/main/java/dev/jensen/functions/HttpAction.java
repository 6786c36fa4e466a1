package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method answer HTTP requests on the deployment's site, beside the routes of
/// `convex/http.ts`: webhooks, downloads, streams of events.
///
/// Its parameters are an [ActionContext], if it wants one, and the [Request]; it returns a
/// [Response]. It runs as an [Action] does. A token in the header `Authorization` is looked at when
/// the method asks for the caller's identity, and then throws a [FunctionFailedException] if it is
/// not valid.
///
/// An exact path goes before a prefix and a longer prefix before a shorter one, in whichever
/// language they are. A route that both languages have is refused.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="http"}
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface HttpAction {

  /// What can be routed. A `HEAD` is answered by what answers `GET`, without the body.
  enum Method {
    /// Reads something.
    GET,
    /// Sends something to be worked on.
    POST,
    /// Stores something at the path.
    PUT,
    /// Changes something at the path.
    PATCH,
    /// Removes something.
    DELETE,
    /// Asks what is allowed, as browsers do before they call another site.
    OPTIONS
  }

  /// The method of the requests.
  Method method();

  /// The path of the requests, such as `/hooks/mail`; compared to the letter. Either this or
  /// [#pathPrefix] is given.
  String path() default "";

  /// What the path of the requests begins with, such as `/files/`; has a slash at its end.
  String pathPrefix() default "";
}
