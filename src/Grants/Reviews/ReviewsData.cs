using Microsoft.EntityFrameworkCore;

namespace Grants.Reviews;

internal static class ReviewsData
{
    public static void Configure(ModelBuilder model)
    {
    }
}
