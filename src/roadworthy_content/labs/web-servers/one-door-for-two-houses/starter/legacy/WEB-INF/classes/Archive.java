import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** The archive of the chat, as the old team left it. Given; Archive.class is made of this. */
public class Archive extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath();
        response.setContentType("text/plain");
        if (path.equals("/login")) {
            request.getSession().setAttribute("name", request.getParameter("name"));
            response.sendRedirect(request.getContextPath() + "/room/1");
        } else if (path.equals("/broken")) {
            throw new IllegalStateException("the archive is at /srv/archive/data");
        } else {
            HttpSession session = request.getSession(false);
            response.getWriter().printf(
                "path=%s%nquery=%s%nurl=%s%nclient=%s%nsecure=%s%nname=%s%n",
                path, request.getQueryString(), request.getRequestURL(), request.getRemoteAddr(),
                request.isSecure(), session == null ? null : session.getAttribute("name"));
        }
    }
}
