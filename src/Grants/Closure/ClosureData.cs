using Microsoft.EntityFrameworkCore;

namespace Grants.Closure;

internal static class ClosureData
{
    public static void Configure(ModelBuilder model)
    {
    }
}
